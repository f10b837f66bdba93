import type { Client, Sleep } from './client.ts'
import type { Recorded, Unreadable } from './recorded.ts'

/** How to replay. */
export interface ReplayOptions {
  client: Client
  /** The scope of all records, whatever they say themselves; else what they say. */
  scope?: string | undefined
  /** Event time per wall time; Infinity: as fast as they are accepted. */
  speed: number
  /** Epoch milliseconds. */
  clock: () => number
  sleep: Sleep
  signal?: AbortSignal
  onProgress?: (summary: ReplaySummary) => void
}

/** What has been replayed so far, and in the end. Times are epoch milliseconds. */
export interface ReplaySummary {
  accepted: number
  /** Records that the server refused. */
  rejected: number
  /** Pieces that are no record. */
  unreadable: number
  firstAt: number | undefined
  lastAt: number | undefined
  /** The first few problems, in words. */
  problems: string[]
}

const MOST_PER_BATCH = 1_000
/** A batch of several kinds, of which one is posted before the other, may span this much event time. */
const MIXED_SPAN_MS = 5 * 60_000
/** Records due within this are posted together. */
const TOGETHER_MS = 100
const MOST_PROBLEMS = 10

/**
 * Posts records in batches, in order, one request at a time, at the given speed of event time. What is no record or is
 * refused is counted and told, and the rest goes on. Throws ServerError when the server cannot be reached.
 */
export async function replay(
  records: AsyncIterable<Recorded | Unreadable>,
  options: ReplayOptions,
): Promise<ReplaySummary> {
  const { clock, sleep, speed, signal } = options
  const summary: ReplaySummary = {
    accepted: 0,
    rejected: 0,
    unreadable: 0,
    firstAt: undefined,
    lastAt: undefined,
    problems: [],
  }
  const began = clock()
  let batch: Recorded[] = []
  const flush = async () => {
    await postBatch(batch, options, summary)
    batch = []
    options.onProgress?.(summary)
  }
  for await (const record of records) {
    signal?.throwIfAborted()
    if (record.kind === 'unreadable') {
      summary.unreadable++
      tell(summary, `${record.place}: ${record.reason}`)
      continue
    }
    if (record.at !== undefined) {
      summary.firstAt ??= record.at
      const wait = began + (record.at - summary.firstAt) / speed - clock()
      if (wait > TOGETHER_MS) {
        await flush()
        await sleep(began + (record.at - summary.firstAt) / speed - clock(), signal)
      }
    }
    if (batch.length >= MOST_PER_BATCH || spansTooMuch(batch, record)) await flush()
    batch.push(record)
  }
  await flush()
  return summary
}

function spansTooMuch(batch: readonly Recorded[], next: Recorded): boolean {
  const first = batch.find(({ at }) => at !== undefined)?.at
  if (first === undefined || next.at === undefined || next.at - first <= MIXED_SPAN_MS) return false
  return batch.some(({ kind }) => kind !== next.kind)
}

async function postBatch(
  batch: readonly Recorded[],
  { client, scope }: ReplayOptions,
  summary: ReplaySummary,
): Promise<void> {
  for (const kind of ['topology', 'changes', 'alerts'] as const) {
    const some = batch.filter((record) => record.kind === kind)
    const posted = await client.post(
      kind,
      some.map(({ record }) => (scope === undefined ? record : { ...record, scope })),
      scope,
    )
    summary.accepted += posted.accepted
    summary.rejected += posted.rejected.length
    for (const { index, errors } of posted.rejected) {
      const what = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')
      tell(summary, `${kind} ${JSON.stringify(some[index]?.record).slice(0, 120)}: refused: ${what}`)
    }
  }
  for (const { at } of batch) if (at !== undefined) summary.lastAt = Math.max(summary.lastAt ?? at, at)
}

function tell(summary: ReplaySummary, problem: string): void {
  if (summary.problems.length < MOST_PROBLEMS) summary.problems.push(problem)
}
