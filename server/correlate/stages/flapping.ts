import { schedule } from '../indexes.ts'
import type { AlertNode } from '../state.ts'
import type { Stage, Work } from '../work.ts'

const HOUR_MS = 3_600_000
/** An alert must have been known this long before its habits can be judged. */
const MIN_HOURS_KNOWN = 6

/** Marks alerts that open and close too often (flapping) and those that always come back (chronic). */
export const detectFlapping: Stage = {
  name: 'detect flapping',
  run(work) {
    for (const id of work.alerts) {
      const alert = work.scope.alerts.get(id)
      if (!alert) continue
      markFlapping(work, alert)
      const chronic = isChronic(work, alert)
      if (chronic !== alert.chronic) {
        alert.chronic = chronic
        work.changed.add(id)
        work.moved.add(id)
      }
    }
  },
}

function markFlapping(work: Work, alert: AlertNode): void {
  const { scope, settings } = work
  const starts = scope.series.get(alert.fingerprint)?.starts ?? []
  const own = starts.indexOf(alert.start)
  const earlier = starts[own - settings.flappingTransitions + 1]
  const often = own >= 0 && earlier !== undefined && alert.start - earlier <= settings.flappingWindowMs
  // A calmer spell in between does not end it before it has lasted long enough.
  const previous = starts[own - 1]
  const carried =
    !often &&
    previous !== undefined &&
    alert.start - previous <= settings.flappingCalmMs &&
    wasFlapping(work, alert, previous)
  const flaps = often || carried
  const lastChange = alert.end ?? alert.start
  const calmAt = flaps ? lastChange + settings.flappingCalmMs : undefined
  alert.flapping = calmAt !== undefined && scope.clock < calmAt
  alert.calmAt = calmAt
  if (alert.flapping && calmAt !== undefined) schedule(work.indexes, calmAt, { kind: 'alert', id: alert.id })
}

function wasFlapping(work: Work, alert: AlertNode, start: number): boolean {
  for (const id of work.scope.series.get(alert.fingerprint)?.alertIds ?? []) {
    const other = work.scope.alerts.get(id)
    if (other && other.start === start) return other.calmAt !== undefined
  }
  return false
}

/** Whether it began in at least the given share of the hours since it is known, a day at most, before this time. */
function isChronic(work: Work, alert: AlertNode): boolean {
  const series = work.scope.series.get(alert.fingerprint)
  if (!series) return false
  const hoursKnown = Math.min(24, (alert.start - series.firstSeen) / HOUR_MS)
  if (hoursKnown < MIN_HOURS_KNOWN) return false
  const hours = new Set<number>()
  for (const start of series.starts) {
    const ago = Math.floor((alert.start - start) / HOUR_MS)
    if (start < alert.start && ago < 24) hours.add(ago)
  }
  return hours.size >= work.settings.chronicShare * Math.floor(hoursKnown)
}
