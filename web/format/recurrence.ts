import { clock } from './time.ts'
import { inZone } from './zone.ts'

const CODES = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const DAY_MS = 86_400_000
const EVERY: Readonly<Record<string, string>> = {
  DAILY: 'every day',
  WEEKLY: 'every week',
  MONTHLY: 'every month',
  YEARLY: 'every year',
}
const UNITS: Readonly<Record<string, string>> = {
  DAILY: 'days',
  WEEKLY: 'weeks',
  MONTHLY: 'months',
  YEARLY: 'years',
}

/** A weekday of an RFC 5545 rule, and of `Date` (0 is Sunday). */
export type DayCode = (typeof CODES)[number]

/** Weekdays as RFC 5545 names them, Monday first. */
export const WEEK: readonly DayCode[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

/** Short name of a weekday: `Mon`. */
export function dayName(code: DayCode): string {
  return DAYS[CODES.indexOf(code)] ?? code
}

/** The weekday of a moment in the viewer's zone. */
export function dayCode(at: number): DayCode {
  return CODES[inZone(at).getUTCDay()] ?? 'MO'
}

/**
 * Weekdays in UTC on which a series happens that starts at `startsAt` (epoch milliseconds) and happens on `days` of
 * the viewer's zone; and the other way round with `back`.
 */
export function utcDays(days: readonly DayCode[], startsAt: number, back = false): DayCode[] {
  const shift = (new Date(startsAt).getUTCDay() - inZone(startsAt).getUTCDay()) * (back ? -1 : 1)
  return days.map((code) => CODES[(CODES.indexOf(code) + shift + 7) % 7] ?? code)
}

/**
 * A recurrence in words and the viewer's zone: `Mon to Fri, 22:00 to 02:00`. A rule that this has no words for speaks
 * for itself: `FREQ=MONTHLY;BYDAY=1SU, 22:00 to 02:00`.
 */
export function recurrenceWords(rule: string, startsAt: number, durationMs: number): string {
  const parts = new Map(
    rule
      .replace(/^RRULE:/, '')
      .split(';')
      .map((part) => part.split('=', 2) as [string, string | undefined]),
  )
  if (parts.has('BYHOUR') || parts.has('BYMINUTE')) return rule
  const times =
    durationMs >= DAY_MS ? `from ${clock(startsAt)}` : `${clock(startsAt)} to ${clock(startsAt + durationMs)}`
  return `${daysWords(parts, startsAt) ?? rule}, ${times}`
}

function daysWords(parts: ReadonlyMap<string, string | undefined>, startsAt: number): string | undefined {
  const frequency = parts.get('FREQ') ?? ''
  const known = ['FREQ', 'INTERVAL', 'BYDAY', 'UNTIL', 'COUNT', 'WKST']
  const every = EVERY[frequency]
  if (every === undefined || [...parts.keys()].some((name) => !known.includes(name))) return undefined
  const interval = Number(parts.get('INTERVAL') ?? 1)
  const often = interval === 1 ? every : `every ${interval} ${UNITS[frequency]}`
  const days = parts.get('BYDAY')?.split(',')
  if (days === undefined) {
    return frequency === 'WEEKLY' ? `${often} on ${dayName(dayCode(startsAt))}` : often
  }
  if (!days.every(isDay)) return undefined
  const local = utcDays(days, startsAt, true)
  const words = weekdays(WEEK.filter((code) => local.includes(code)))
  return interval === 1 && (frequency === 'WEEKLY' || frequency === 'DAILY') ? words : `${often} on ${words}`
}

function isDay(code: string): code is DayCode {
  return CODES.some((known) => known === code)
}

/** `Mon to Fri`, `Sat and Sun`, `Mon, Wed and Fri`. */
function weekdays(days: readonly DayCode[]): string {
  const named = days.map(dayName)
  if (days.length === 7) return 'every day'
  const first = days[0]
  const run = first === undefined ? [] : WEEK.slice(WEEK.indexOf(first), WEEK.indexOf(first) + days.length)
  if (days.length > 2 && run.join() === days.join()) return `${named[0]} to ${named.at(-1)}`
  return named.length < 2 ? named.join() : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`
}
