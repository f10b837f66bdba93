import type { Client } from '../replay/client.ts'
import { itemsOf } from './items.ts'
import { DEMO_SCOPE } from './scope.ts'
import { createTimeline, startOfDemo } from './timeline.ts'

/** A demo that was played before: when it started and the newest event time it reached, epoch milliseconds. */
export interface EarlierDemo {
  start: number
  reached: number
}

const LOOK_BACK_EVENTS = 100

/** The demo of this seed that was played there last; undefined if there was none. Throws ServerError. */
export async function findEarlierDemo(
  client: Client,
  seed: string | number,
): Promise<EarlierDemo | undefined> {
  const query = `scope=${DEMO_SCOPE}&limit=${LOOK_BACK_EVENTS}`
  for (const event of itemsOf(await client.request('GET', `/api/v1/events?${query}`))) {
    const { externalId, at } = event
    if (typeof externalId !== 'string' || typeof at !== 'string') continue
    const start = startOfDemo(seed, externalId)
    if (start !== undefined) return { start, reached: Date.parse(at) }
  }
  return undefined
}

/** Resolves what an earlier demo left firing, at the time `at` or when it stopped if that was later. Throws ServerError. */
export async function closeDemo(
  client: Client,
  seed: string | number,
  { start, reached }: EarlierDemo,
  at: number,
): Promise<void> {
  const timeline = createTimeline(seed, start)
  timeline.take(reached)
  await client.post('alerts', timeline.closing(Math.max(at, reached + 1)), DEMO_SCOPE)
}
