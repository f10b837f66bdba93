import { setTimeout as delay } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import { rowsOf } from './answers.ts'

const PAUSE_MS = 100
/**
 * A server that was halted begins what it was sent meanwhile when it runs again, and the question whether anything
 * runs may overtake that.
 */
const LOOKS = 2

/** Resolves when no insert with this text in its deduplication token runs on any replica; rejects by the signal. */
export async function waitForInserts(
  client: ClickHouseClient,
  cluster: string | undefined,
  tokenPart: string,
  signal: AbortSignal,
): Promise<void> {
  const processes =
    cluster === undefined ? 'system.processes' : `clusterAllReplicas('${cluster}', system.processes)`
  for (let quiet = 0; quiet < LOOKS; ) {
    if (quiet > 0) await delay(PAUSE_MS)
    const ask = () =>
      client.query({
        query: `SELECT count() AS running FROM ${processes}
        WHERE query_kind = 'Insert' AND position(query, {tokenPart:String}) > 0
        SETTINGS skip_unavailable_shards = 1`,
        format: 'JSONEachRow',
        query_params: { tokenPart },
        abort_signal: signal,
      })
    const [found] = await rowsOf<{ running: number }>(ask, signal)
    quiet = found?.running === 0 ? quiet + 1 : 0
    if (found?.running !== 0) await delay(PAUSE_MS)
  }
}
