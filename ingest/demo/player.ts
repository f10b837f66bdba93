import type { Client } from '../replay/client.ts'
import { deedsOf, type Wait } from './deeds.ts'
import { DEMO_SCOPE } from './scope.ts'
import type { SimulatedRecord } from './simulate.ts'
import type { Timeline } from './timeline.ts'

/** Posts a timeline into a Barograph as far as it is told. */
export interface Player {
  /** Posts the topology; what people did before `from` (epoch milliseconds) is not done again. */
  begin(from: number): Promise<void>
  /** Posts everything before this event time (epoch milliseconds), and does what people do until then. */
  playUntil(time: number): Promise<void>
  /** Records posted so far. */
  posted(): number
}

const MOST_PER_REQUEST = 1_000

/** A player of the demo that starts at `start` (epoch milliseconds). Its methods throw ServerError. */
export function createPlayer(client: Client, timeline: Timeline, start: number, wait: Wait): Player {
  let deeds = deedsOf(client, start, wait)
  let count = 0
  const post = async (records: readonly SimulatedRecord[]) => {
    for (let i = 0; i < records.length; i += MOST_PER_REQUEST) {
      const some = records.slice(i, i + MOST_PER_REQUEST)
      const changes = some.filter(({ type }) => type === 'change')
      // Changes first: a symptom is then explained as soon as it comes in.
      await client.post('changes', changes, DEMO_SCOPE)
      await client.post(
        'alerts',
        some.filter(({ type }) => type === 'alert'),
        DEMO_SCOPE,
      )
      count += some.length
    }
  }
  return {
    posted: () => count,
    async begin(from) {
      deeds = deeds.filter(({ at }) => at > from)
      await client.post('topology', [timeline.topology], DEMO_SCOPE)
    },
    async playUntil(time) {
      for (let deed = deeds[0]; deed && deed.at <= time; deed = deeds[0]) {
        deeds = deeds.slice(1)
        await post(timeline.take(deed.at))
        await deed.perform()
      }
      await post(timeline.take(time))
    },
  }
}
