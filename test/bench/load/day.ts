import type { AlertInput } from '../../../schema/records/alert.ts'
import { type LoadEstate, loadAlert } from './estate.ts'

/** How much happens in a day: events, and of how many of them an alert consists. */
export interface DayAmount {
  events: number
  eventsPerAlert: number
}

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** Alerts that begin together, on things that stand side by side. */
const BURST = 20
const BURST_MS = 40_000

/**
 * A day of events up to `until` (epoch milliseconds), in the order of event time: bursts of 20 alerts within 40 s all
 * over the estate, each of which fires once a minute until it is resolved.
 */
export function loadDay(
  estate: LoadEstate,
  { events, eventsPerAlert }: DayAmount,
  until: number,
): AlertInput[] {
  const alerts = Math.floor(events / eventsPerAlert)
  const lasts = (eventsPerAlert - 1) * MINUTE_MS
  const bursts = Math.ceil(alerts / BURST)
  const made: AlertInput[] = []
  for (let n = 0; n < alerts; n++) {
    const burst = Math.floor(n / BURST)
    const begins =
      until - DAY_MS + (burst * (DAY_MS - lasts - BURST_MS)) / bursts + ((n * 7) % BURST) * (BURST_MS / BURST)
    // The load's alerts stand apart; of neighbours the numbers are so far from each other that their places are not.
    const place = (burst * 7919 * BURST + (n % BURST)) % estate.things.length
    for (let repeat = 0; repeat < eventsPerAlert; repeat++) {
      const at = begins + repeat * MINUTE_MS
      const status = repeat === eventsPerAlert - 1 ? 'resolved' : 'firing'
      const thing = estate.things[place]
      const alert = loadAlert(estate, burst % 7, at, status)
      if (!thing) continue
      made.push({
        ...alert,
        name: `Rule${burst % 7}`,
        service: thing.service,
        entity: { type: thing.type, name: thing.id },
        labels: {
          ...alert.labels,
          alertname: `Rule${burst % 7}`,
          instance: thing.id,
          service: thing.service,
        },
        externalId: `day-${n}-${repeat}`,
      })
    }
  }
  return made.sort((a, b) => (String(a.at) < String(b.at) ? -1 : 1))
}
