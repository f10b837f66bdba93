import type { Recorded, Unreadable } from './recorded.ts'

/** A record may lie this many places from where its event time belongs and is still put there. */
const REACH = 10_000

/**
 * Puts records into the order of event time, as far as they lie at most `reach` places from it, holding no more than
 * twice that many. What has no time stays behind what it followed.
 */
export async function* inOrder(
  records: AsyncIterable<Recorded | Unreadable>,
  reach = REACH,
): AsyncGenerator<Recorded | Unreadable> {
  let held: { time: number; record: Recorded }[] = []
  let latest = Number.NEGATIVE_INFINITY
  for await (const record of records) {
    if (record.kind === 'unreadable') {
      yield record
      continue
    }
    if (record.at !== undefined) latest = record.at
    held.push({ time: latest, record })
    if (held.length < 2 * reach) continue
    held.sort(byTime)
    for (const { record } of held.slice(0, reach)) yield record
    held = held.slice(reach)
  }
  for (const { record } of held.sort(byTime)) yield record
}

function byTime(a: { time: number }, b: { time: number }): number {
  // Equal where both are -Infinity, of which the difference is NaN.
  return a.time < b.time ? -1 : a.time > b.time ? 1 : 0
}
