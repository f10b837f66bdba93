import type { MaintenanceView, SilenceView } from '../../../schema/api/views.ts'
import { count, counted, countWord } from '../../format/count.ts'
import type { SilencesSearch } from './search.ts'

/** What the list of silences can be narrowed to. */
export type Part = NonNullable<SilencesSearch['part']>

/** Whether a silence, or a maintenance, is in a part of the list; without one in that of what holds back now or will. */
export function isIn(
  silence: Pick<SilenceView | MaintenanceView, 'state' | 'recurrence'>,
  part: Part | undefined,
): boolean {
  if (part === 'active' || part === 'expired') return silence.state === part
  if (part === 'scheduled') return silence.state === 'pending' && !silence.recurrence
  if (part === 'recurring') return silence.state !== 'expired' && silence.recurrence !== undefined
  return silence.state !== 'expired'
}

/** Silences in the order in which they want a look: too broad ones, those that hide most, those that come or went last. */
export function sortSilences(silences: readonly SilenceView[]): SilenceView[] {
  return [...silences].sort(
    (a, b) =>
      Number(b.warning !== undefined) - Number(a.warning !== undefined) ||
      RANK[a.state] - RANK[b.state] ||
      b.holding - a.holding ||
      turn(a) - turn(b) ||
      (a.id < b.id ? -1 : 1),
  )
}

const RANK: Readonly<Record<SilenceView['state'], number>> = { active: 0, pending: 1, expired: 2 }

/** When it ends or begins next, as a number that rises in the order of the list. */
function turn(silence: SilenceView): number {
  const { startsAt, endsAt } = silence.window ?? silence
  if (silence.state === 'active') return Date.parse(endsAt)
  return silence.state === 'pending' ? Date.parse(startsAt) : -Date.parse(silence.endsAt)
}

/** The judgement over what is hidden, in words. */
export function hiddenWords(
  silences: readonly SilenceView[],
  maintenance: readonly MaintenanceView[],
): string {
  const active = silences.filter((silence) => silence.state === 'active')
  const hidden = sum(active)
  const worked = sum(maintenance)
  const broad = active.filter((silence) => silence.warning !== undefined).length
  const work = worked === 0 ? '' : ` Maintenance hides ${count(worked)}${hidden > 0 ? ' more' : ''}.`
  const wide = broad === 0 ? '' : ` ${countWord(broad)} ${broad === 1 ? 'is' : 'are'} too broad.`
  if (active.length === 0)
    return worked === 0
      ? 'Nothing is hidden.'
      : `Nothing is silenced. Maintenance hides ${counted(worked, 'alert')}.`
  const are = `${countWord(active.length)} ${active.length === 1 ? 'silence' : 'silences'}`
  const hide = active.length === 1 ? 'hides' : 'hide'
  return `${are} ${hide} ${hidden === 0 ? 'nothing now' : counted(hidden, 'alert')}.${wide}${work}`
}

function sum(items: readonly { holding: number }[]): number {
  return items.reduce((total, { holding }) => total + holding, 0)
}
