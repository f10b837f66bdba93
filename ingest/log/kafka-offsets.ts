import type { Admin } from 'kafkajs'
import { ask } from './kafka-ask.ts'
import type { Renewable } from './kafka-renewable.ts'

/** First kept offset and end of each partition, by its number. */
export type Extents = Map<number, { start: number; end: number }>

/** The offsets of a topic, as this process may know them. */
export interface TopicOffsets {
  /** As of now, and never behind what this process appended. */
  extents(): Promise<Extents>
  /** As the brokers say. */
  latest(): Promise<Extents>
  /** This process appended to the partition; its end is at least this. */
  appended(partition: number, end: number): void
}

/**
 * Asks the brokers for offsets, every time: who says that nothing waits must have looked at what others appended up
 * to now.
 */
export function topicOffsets(admins: Renewable<Admin>, topic: string): TopicOffsets {
  const ends = new Map<number, number>()

  async function latest(): Promise<Extents> {
    const offsets = await ask(admins, (admin) => admin.fetchTopicOffsets(topic))
    return new Map(
      offsets.map(({ partition, low, high }) => [partition, { start: Number(low), end: Number(high) }]),
    )
  }

  return {
    latest,
    async extents() {
      const known = await latest()
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
