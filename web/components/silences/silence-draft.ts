import type { SilenceView } from '../../../schema/api/views.ts'
import type { Matcher } from '../../../schema/matcher.ts'
import { formatMatcher, MatcherSyntaxError, readMatchers } from '../../../schema/matcher-text.ts'
import type { SilenceOrder, TriedSilence } from '../../api/silences.ts'
import { type DayCode, dayCode, utcDays, WEEK } from '../../format/recurrence.ts'
import { inZone, zoneOffset } from '../../format/zone.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long a silence can last without naming its end, in milliseconds. */
export const LENGTHS: readonly number[] = [
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  DAY,
  3 * DAY,
  7 * DAY,
]

/** How a silence comes again: never, by days, or by a rule that is kept as it is. */
export type Repeats = 'never' | 'daily' | 'weekly' | 'rule'

/** A silence while it is being written. Times are what a `datetime-local` field holds, in the viewer's zone. */
export interface SilenceDraft {
  /** Set when an existing silence is changed: which, and its times (epoch milliseconds), which fields cut to minutes. */
  of?: { id: string; startsAt: number; endsAt: number }
  matchers: string
  /** '' is now. */
  begins: string
  /** How long it lasts, or each of its windows, in milliseconds; undefined when its end is named. */
  lasts: number | undefined
  /** Its end, or that of the series. */
  ends: string
  repeats: Repeats
  days: readonly DayCode[]
  rule: string
  comment: string
}

/** An empty silence for these matchers: from now on for two hours. */
export function newDraft(matchers: string): SilenceDraft {
  return {
    matchers,
    begins: '',
    lasts: 2 * HOUR,
    ends: '',
    repeats: 'never',
    days: [],
    rule: '',
    comment: '',
  }
}

/** An existing silence to be changed; one that is over (or `again`) is made anew, from now on, as long as it was. */
export function draftOf(silence: SilenceView): SilenceDraft {
  const { matchers, comment, recurrence } = silence
  const text = matchers.map(formatMatcher).join(', ')
  const startsAt = Date.parse(silence.startsAt)
  const endsAt = Date.parse(silence.endsAt)
  const draft = { ...newDraft(text), comment }
  if (silence.state === 'expired') {
    return recurrence
      ? draft
      : { ...draft, lasts: LENGTHS.find((one) => one === endsAt - startsAt) ?? 2 * HOUR }
  }
  const of = { id: silence.id, startsAt, endsAt }
  const changed = { ...draft, of, begins: toField(startsAt), ends: toField(endsAt) }
  if (!recurrence) return { ...changed, lasts: undefined }
  const { rrule, durationMs } = recurrence
  const weekly = /^FREQ=WEEKLY;BYDAY=([A-Z,]+)$/.exec(rrule)?.[1]?.split(',')
  const days = weekly?.every(isDay) ? utcDays(weekly, startsAt, true) : []
  return {
    ...changed,
    lasts: durationMs,
    repeats: days.length > 0 ? 'weekly' : rrule === 'FREQ=DAILY' ? 'daily' : 'rule',
    days,
    rule: rrule,
  }
}

/** What is wrong with a draft, by field. */
export type DraftFaults = Partial<Record<'matchers' | 'begins' | 'ends' | 'days', string>>

/** The order that a draft means at `now` (epoch milliseconds), or what is wrong with it. */
export function orderOf(
  draft: SilenceDraft,
  now: number,
): { order: SilenceOrder; faults?: undefined } | { order?: undefined; faults: DraftFaults } {
  const faults: DraftFaults = {}
  const read = matchersOf(draft.matchers)
  if (read.fault !== undefined) faults.matchers = read.fault
  const begins = draft.begins === '' ? now : timeOf(draft.begins, draft.of?.startsAt)
  if (begins === undefined) faults.begins = 'Say when it begins, or leave it empty for now.'
  const start = begins ?? now
  const recurring = draft.repeats !== 'never'
  const named = draft.ends === '' ? undefined : timeOf(draft.ends, draft.of?.endsAt)
  const end = recurring || draft.lasts === undefined ? named : start + draft.lasts
  if (end === undefined) faults.ends = recurring ? 'Say when it stops repeating.' : 'Say when it ends.'
  else if (end <= start) faults.ends = 'It must end after it begins.'
  else if (end <= now) faults.ends = 'It must end later than now.'
  if (draft.repeats === 'weekly' && draft.days.length === 0) faults.days = 'Choose a day.'
  if (Object.keys(faults).length > 0 || end === undefined || !read.matchers) return { faults }
  const rule = ruleOf(draft, start)
  return {
    order: {
      ...(draft.of && { id: draft.of.id }),
      matchers: read.matchers,
      startsAt: new Date(start).toISOString(),
      endsAt: new Date(end).toISOString(),
      ...(rule !== undefined && { recurrence: { rrule: rule, durationMs: draft.lasts ?? 2 * HOUR } }),
      comment: draft.comment.trim(),
    },
  }
}

/** What of a draft has a say in what it would have done in the past; undefined while it is not one yet. */
export function triedOf(draft: SilenceDraft, now: number): TriedSilence | undefined {
  const { matchers } = matchersOf(draft.matchers)
  if (!matchers) return undefined
  const tried = { ...(draft.of && { id: draft.of.id }), matchers }
  if (draft.repeats === 'never') return tried
  const { order } = orderOf(draft, now)
  if (!order?.recurrence) return undefined
  const { startsAt, recurrence } = order
  return { ...tried, recurrence, ...(startsAt !== undefined && { startsAt }) }
}

/** The time in a field: to the millisecond where it is what it was. */
function timeOf(field: string, was: number | undefined): number | undefined {
  return was !== undefined && toField(was) === field ? was : fromField(field)
}

/** The matchers in a text, or what is wrong with it. */
export function matchersOf(
  text: string,
): { matchers: Matcher[]; fault?: undefined } | { matchers?: undefined; fault: string } {
  if (text.trim().replace(/[{}\s]/g, '') === '') return { fault: 'Say which alerts.' }
  try {
    return { matchers: readMatchers(text) }
  } catch (error) {
    if (error instanceof MatcherSyntaxError) return { fault: `Not understood: ${error.message}.` }
    throw error
  }
}

function ruleOf(draft: SilenceDraft, start: number): string | undefined {
  if (draft.repeats === 'never') return undefined
  if (draft.repeats === 'rule') return draft.rule
  if (draft.repeats === 'daily') return 'FREQ=DAILY'
  return `FREQ=WEEKLY;BYDAY=${utcDays(draft.days, start).join(',')}`
}

/** The weekday on which a draft begins, as the first choice when it is to come weekly. */
export function firstDay(draft: SilenceDraft, now: number): DayCode {
  return dayCode((draft.begins === '' ? undefined : fromField(draft.begins)) ?? now)
}

/** Epoch milliseconds as a `datetime-local` field holds them, in the viewer's zone. */
export function toField(at: number): string {
  return inZone(at).toISOString().slice(0, 16)
}

function fromField(text: string): number | undefined {
  const shown = Date.parse(`${text}Z`)
  if (Number.isNaN(shown)) return undefined
  // The zone may be another one at the time itself than at the same figures in UTC.
  return shown - zoneOffset(shown - zoneOffset(shown))
}

function isDay(code: string): code is DayCode {
  return WEEK.some((known) => known === code)
}
