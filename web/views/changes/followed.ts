import type { Change, ChangeFigures, SuspectingIncident } from '../../../schema/api/views.ts'
import { count, counted, countWord } from '../../format/count.ts'
import { severityRank } from '../../format/words.ts'

/** The incidents that suspect a change: those whose first suspect it is come first, then the worst. */
export function followedBy(change: Pick<Change, 'incidents'>): SuspectingIncident[] {
  return [...(change.incidents ?? [])].sort(
    (a, b) =>
      Number(b.first) - Number(a.first) ||
      severityRank(b.severity) - severityRank(a.severity) ||
      (a.id < b.id ? -1 : 1),
  )
}

/** Sums of the figures of all services. */
export function totals(figures: ChangeFigures): { changes: number; deploys: number; followed: number } {
  const sum = { changes: 0, deploys: 0, followed: 0 }
  for (const { changes, deploys, followed } of figures.items) {
    sum.changes += changes
    sum.deploys += deploys
    sum.followed += followed
  }
  return sum
}

/** The judgement over the changes of a range, in words. */
export function changesWords(figures: ChangeFigures, range: string): string {
  const { changes, followed } = totals(figures)
  if (changes === 0) return `Nothing changed in the ${range}, as far as we were told.`
  if (followed === 0)
    return changes === 1
      ? `One change in the ${range}; no incident followed.`
      : `${countWord(changes)} changes in the ${range}; no incident followed.`
  const were = followed === 1 ? 'was' : 'were'
  return `${count(followed)} of ${counted(changes, 'change')} ${were} followed by an incident.`
}

const DAY = 86_400_000
const WEEK = 7 * DAY

/** How often something was deployed: a day where that is at least one, else a week. */
export function frequency(deploys: number, lengthMs: number): string {
  if (deploys === 0 || lengthMs <= 0) return ''
  const daily = (deploys * DAY) / lengthMs
  // Less than a day says nothing of how many come in one.
  if (lengthMs < DAY) return counted(deploys, 'deploy')
  if (daily >= 0.95) return `${short(daily)} a day`
  return `${short((deploys * WEEK) / lengthMs)} a week`
}

function short(value: number): string {
  return value >= 9.95 ? count(value) : value.toFixed(1).replace(/\.0$/, '')
}
