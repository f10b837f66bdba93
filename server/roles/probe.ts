import type { Log } from '../../ingest/log/log.ts'
import { encodeRecord } from '../../schema/records/record.ts'

/** Nobody's tick counts for nothing: it only tries the way out. */
export const TRIAL = encodeRecord({ type: 'tick', elapsedMs: 1, owner: 'readiness' })

/**
 * Appends a record that counts for nothing to each partition to which nothing came since the last time: so a stage
 * that stopped shows itself although nobody sends anything. The returned function rejects when the log cannot be used.
 */
export function createProbe(log: Log): () => Promise<void> {
  let ends = new Map<string, number>()
  return async () => {
    const partitions = await log.partitions()
    const silent = partitions.filter(({ partition, end }) => ends.get(partition) === end)
    await Promise.all(silent.map(({ partition }) => log.appendTo(partition, [{ key: '', value: TRIAL }])))
    ends = new Map((await log.partitions()).map(({ partition, end }) => [partition, end]))
  }
}
