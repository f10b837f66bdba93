import { randomUUID } from 'node:crypto'
import { type KafkaLog, type KafkaLogOptions, openKafkaLog } from '../../ingest/log/kafka.ts'
import type { Consumer, StoredEntry } from '../../ingest/log/log.ts'

/** Opens a log at this broker; with a new prefix, and so empty, unless one is given. */
export function openLogAt(address: string, options: Partial<KafkaLogOptions> = {}): Promise<KafkaLog> {
  return openKafkaLog({
    connection: { brokers: [address], clientId: 'test' },
    prefix: randomUUID(),
    partitions: 1,
    replication: undefined,
    monotonic: () => performance.now(),
    newId: randomUUID,
    report: () => {},
    ...options,
  })
}

const PATIENCE_MS = 120_000

/** Reads until `enough` says so of all that came; throws after a while with how much came. */
export async function readUntil(
  consumer: Consumer,
  enough: (entries: StoredEntry[]) => boolean,
): Promise<StoredEntry[]> {
  const all: StoredEntry[] = []
  for (const deadline = performance.now() + PATIENCE_MS; !enough(all); ) {
    if (performance.now() > deadline) throw new Error(`only ${all.length} records came`)
    const batch = await consumer.read({ maxRecords: 5_000, maxBytes: 10_000_000, waitMs: 500 })
    all.push(...(batch?.entries ?? []))
  }
  return all
}

/** The values of records as text. */
export function textsOf(entries: StoredEntry[]): string[] {
  return entries.map(({ value }) => Buffer.from(value).toString())
}
