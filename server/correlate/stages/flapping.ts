import type { CorrelationSettings } from '../../../schema/settings/correlation.ts'
import { schedule } from '../indexes.ts'
import { noiseLesson } from '../lessons/noise.ts'
import { rule } from '../lessons/rulings.ts'
import type { AlertNode } from '../state.ts'
import type { Stage, Work } from '../work.ts'

const HOUR_MS = 3_600_000
/** An alert must have been known this long before its habits can be judged. */
const MIN_HOURS_KNOWN = 6

/**
 * Marks alerts that open and close too often (flapping) and those that always come back (chronic); what people marked as
 * noise is taken for chronic.
 */
export const detectFlapping: Stage = {
  name: 'detect flapping',
  run(work) {
    for (const id of work.alerts) {
      const alert = work.scope.alerts.get(id)
      if (!alert) continue
      const flapped = alert.calmAt !== undefined
      markFlapping(work, alert)
      const chronic = isChronic(work, alert) || isNoise(work, alert)
      if (chronic !== alert.chronic || flapped !== (alert.calmAt !== undefined)) {
        alert.chronic = chronic
        work.changed.add(id)
        work.moved.add(id)
      }
    }
  },
}

/** Whether people said that it is noise, which decides something as it is not chronic by itself. */
function isNoise(work: Work, alert: AlertNode): boolean {
  const { lessons, rulings } = work.scope
  if (lessons.size === 0 && rulings.noise.size === 0) return false
  const lesson = noiseLesson(work.scope, alert)
  rule(work, 'noise', alert.id, alert.start, lesson ? [lesson.id] : [])
  return lesson !== undefined
}

function markFlapping(work: Work, alert: AlertNode): void {
  const { scope, settings } = work
  const starts = scope.series.get(alert.fingerprint)?.starts ?? []
  const flaps = flapsAt(starts, starts.indexOf(alert.start), settings)
  const lastChange = alert.end ?? alert.start
  const calmAt = flaps ? lastChange + settings.flappingCalmMs : undefined
  alert.flapping = calmAt !== undefined && scope.clock < calmAt
  alert.calmAt = calmAt
  if (alert.flapping && calmAt !== undefined) schedule(work.indexes, calmAt, { kind: 'alert', id: alert.id })
}

/** Whether there were too many starts lately, or were at an earlier one since which it was never calm for long enough. */
function flapsAt(starts: readonly number[], at: number, settings: CorrelationSettings): boolean {
  for (let i = at; i >= 0; i--) {
    const [start, before] = [starts[i], starts[i - 1]]
    const earlier = starts[i - settings.flappingTransitions + 1]
    if (start === undefined) return false
    if (earlier !== undefined && start - earlier <= settings.flappingWindowMs) return true
    if (before === undefined || start - before > settings.flappingCalmMs) return false
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
