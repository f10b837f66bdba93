import type { Admin } from 'kafkajs'
import type { Renewable } from './kafka-renewable.ts'

/** First kept offset and end of each partition, by its number. */
export type Extents = Map<number, { start: number; end: number }>

/** The offsets of a topic, as this process may know them. */
export interface TopicOffsets {
  /** At most FRESH_MS old, but never behind what this process appended. */
  extents(): Promise<Extents>
  /** As of now. */
  latest(): Promise<Extents>
  /** This process appended to the partition; its end is at least this. */
  appended(partition: number, end: number): void
}

/** Asked ten times a second by each of many readers, the brokers are asked four times. */
const FRESH_MS = 250

/** Asks the brokers for offsets, seldom however often it is asked. `monotonic` gives milliseconds. */
export function topicOffsets(admins: Renewable<Admin>, topic: string, monotonic: () => number): TopicOffsets {
  const ends = new Map<number, number>()
  let last: { at: number; extents: Promise<Extents> } | undefined

  async function latest(): Promise<Extents> {
    const offsets = await admins.with((admin) => admin.fetchTopicOffsets(topic))
    return new Map(
      offsets.map(({ partition, low, high }) => [partition, { start: Number(low), end: Number(high) }]),
    )
  }

  return {
    latest,
    async extents() {
      if (!last || monotonic() - last.at >= FRESH_MS) {
        const extents = latest()
        last = { at: monotonic(), extents }
        extents.catch(() => {
          if (last?.extents === extents) last = undefined
        })
      }
      const known = await last.extents
      return new Map(
        [...known].map(([partition, { start, end }]) => {
          return [partition, { start, end: Math.max(end, ends.get(partition) ?? 0) }]
        }),
      )
    },
    appended(partition, end) {
      ends.set(partition, Math.max(end, ends.get(partition) ?? 0))
    },
  }
}
