import { z } from 'zod'

/** Why an event's own clock was not believed. */
export const timeCorrection = z.enum(['missing', 'absurd', 'future'])
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
  if (!RFC3339.test(sent)) return undefined
  const ms = Date.parse(sent.replace(/^(\S+) /, '$1T'))
  return Number.isNaN(ms) ? undefined : ms
}

/** RFC 3339 text in UTC of epoch milliseconds. */
export function toTimestamp(ms: number): string {
  return new Date(ms).toISOString()
}
