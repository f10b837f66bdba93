import { hashText } from '../identity.ts'
import type { Stage, Work } from '../work.ts'

/** Remembered external ids per generation: bounds memory at about 80 MB a scope. */
const MAX_DELIVERIES = 1_000_000

/** Leaves out what was delivered before. */
export const normalise: Stage = {
  name: 'normalise',
  run(work) {
    const { scope } = work
    for (const event of work.received) {
      if (seenBefore(work, event.record.source, event.record.externalId)) {
        work.output.decisions.set(event.offset, {
          offset: event.offset,
          scope: scope.name,
          source: event.record.source,
          at: event.record.at,
          outcome: 'repeated_delivery',
        })
      } else {
        work.events.push(event)
      }
    }
  },
}

function seenBefore(work: Work, source: string, externalId: string | undefined): boolean {
  if (externalId === undefined) return false
  const { deliveries, clock } = work.scope
  if (clock - deliveries.since > work.settings.idempotencyMs || deliveries.current.size >= MAX_DELIVERIES) {
    deliveries.previous = deliveries.current
    deliveries.current = new Set()
    deliveries.since = clock
  }
  const hash = hashText(`${source}\u0000${externalId}`)
  if (deliveries.current.has(hash) || deliveries.previous.has(hash)) return true
  deliveries.current.add(hash)
  return false
}
