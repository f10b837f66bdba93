import { z } from 'zod'

/** Why an event's own clock may not be believed. */
export const TIME_CORRECTIONS = ['missing', 'absurd', 'future'] as const
/** Why an event's own clock was not believed. */
export const timeCorrection = z.enum(TIME_CORRECTIONS)
/** Why an event's own clock was not believed. */
export type TimeCorrection = z.infer<typeof timeCorrection>

/** A time as clients may send it: RFC 3339 text, or whatever else, which is then corrected and marked. */
export const clientTime = z.union([z.string().max(64), z.number()])
/** A time as clients may send it. */
export type ClientTime = z.infer<typeof clientTime>

/** A stored time: RFC 3339 in UTC with milliseconds. */
export const timestamp = z.iso.datetime({ offset: true })

/** 2000-01-01: an event older than this has a clock that was never set. */
const EARLIEST_BELIEVABLE = 946_684_800_000

/** A time that was checked against the clock of arrival. */
export interface SanitisedTime {
  /** Epoch milliseconds. */
  at: number
  /** Set when `at` is the arrival time because the sender's clock could not be believed. */
  corrected?: TimeCorrection
}

/**
 * Checks a sender's time against the arrival time (epoch milliseconds). Text must be RFC 3339; a number is
 * epoch seconds, or milliseconds from 1e11 up. Times that are missing, unreadable, before 2000 or more than
 * `toleranceMs` in the future become the arrival time and are marked.
 */
export function sanitiseTime(
  sent: ClientTime | null | undefined,
  arrivedAt: number,
  toleranceMs: number,
): SanitisedTime {
  if (sent === undefined || sent === null || sent === '') return { at: arrivedAt, corrected: 'missing' }
  const at = readTime(sent)
  if (at === undefined || at < EARLIEST_BELIEVABLE) return { at: arrivedAt, corrected: 'absurd' }
  if (at > arrivedAt + toleranceMs) return { at: arrivedAt, corrected: 'future' }
  return { at }
}

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)$/

/** Epoch milliseconds of RFC 3339 text or of a number of seconds or milliseconds; undefined if unreadable. */
export function readTime(sent: ClientTime): number | undefined {
  if (typeof sent === 'number') {
    const ms = Math.abs(sent) >= 1e11 ? sent : sent * 1000
    return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? Math.round(ms) : undefined
  }
  const usual = readUtc(sent)
  if (usual !== undefined) return usual
  if (!RFC3339.test(sent)) return undefined
  const ms = Date.parse(sent.replace(/^(\S+) /, '$1T'))
  return Number.isNaN(ms) ? undefined : ms
}

/** Whether a text is a time as `toTimestamp` writes it, in the years 1970 to 9999. */
export function isTimestamp(text: unknown): text is string {
  return typeof text === 'string' && text.length === 24 && readUtc(text) !== undefined
}

const DAY_MS = 86_400_000
const YEAR_10000 = 253_402_300_800_000

/** RFC 3339 text in UTC of epoch milliseconds. */
export function toTimestamp(ms: number): string {
  if (!(ms >= 0 && ms < YEAR_10000 && Number.isInteger(ms))) return new Date(ms).toISOString()
  const day = Math.floor(ms / DAY_MS)
  const rest = ms - day * DAY_MS
  const seconds = Math.floor(rest / 1000)
  const minutes = Math.floor(seconds / 60)
  return (
    dateOf(day) + MINUTES[minutes] + SECONDS[seconds - minutes * 60] + MILLISECONDS[rest - seconds * 1000]
  )
}

const padded = (value: number, digits: number) => String(value).padStart(digits, '0')
const MINUTES = Array.from(
  { length: 1440 },
  (_, minute) => `T${padded(Math.floor(minute / 60), 2)}:${padded(minute % 60, 2)}:`,
)
const SECONDS = Array.from({ length: 60 }, (_, second) => padded(second, 2))
const MILLISECONDS = Array.from({ length: 1000 }, (_, ms) => `.${padded(ms, 3)}Z`)

/** Dates by their day since 1970: the times of one request are of few days. */
const dates = new Map<number, string>()
const MOST_DATES = 1000

function dateOf(day: number): string {
  const known = dates.get(day)
  if (known !== undefined) return known
  if (dates.size === MOST_DATES) dates.clear()
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10)
  dates.set(day, date)
  return date
}

const T = 84
const Z = 90
const DASH = 45
const COLON = 58
const POINT = 46
/** Days of a common year before each month. */
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]

/**
 * Epoch milliseconds of the text of a time in UTC as nearly everyone writes it, `2026-03-01T03:05:00Z` with up to
 * nine digits of a second; undefined for any other text, which may be a time all the same. Date.parse costs three
 * times as much, and finds days that are not in the calendar.
 */
function readUtc(text: string): number | undefined {
  const { length } = text
  if (length < 20 || length > 30 || text.charCodeAt(length - 1) !== Z) return undefined
  const separated =
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(7) === DASH &&
    text.charCodeAt(10) === T &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON
  if (!separated) return undefined
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  const hour = twoDigits(text, 11)
  const minute = twoDigits(text, 14)
  const second = twoDigits(text, 17)
  // No number: every comparison is false.
  if (!(year >= 1970 && month >= 1 && month <= 12 && day >= 1)) return undefined
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return undefined
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const before = DAYS_BEFORE[month - 1] ?? 0
  const days = (DAYS_BEFORE[month] ?? 0) - before + (isLeap && month === 2 ? 1 : 0)
  if (!(day <= days)) return undefined
  const ms = fraction(text)
  if (ms === undefined) return undefined
  const last = year - 1
  const leapDays =
    Math.floor(last / 4) -
    Math.floor(last / 100) +
    Math.floor(last / 400) -
    477 +
    (isLeap && month > 2 ? 1 : 0)
  const date = (year - 1970) * 365 + leapDays + before + day - 1
  return date * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + ms
}

/** The number of two digits at a place of a text; NaN where they are none. */
function twoDigits(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1)
}

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - 48
  return value >= 0 && value <= 9 ? value : Number.NaN
}

/** The milliseconds between the second and the closing Z: nothing, or a point and digits, cut off at the third. */
function fraction(text: string): number | undefined {
  const end = text.length - 1
  if (end === 19) return 0
  if (end === 20 || text.charCodeAt(19) !== POINT) return undefined
  let ms = 0
  for (let at = 20; at < end; at++) {
    const value = digit(text, at)
    if (Number.isNaN(value)) return undefined
    if (at < 23) ms = ms * 10 + value
  }
  return end === 21 ? ms * 100 : end === 22 ? ms * 10 : ms
}
