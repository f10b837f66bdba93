import { duration } from './format/duration.ts'
import { moment } from './format/time.ts'

/** The ranges offered, as they stand in the URL. */
export const RANGES = ['1h', '6h', '24h', '7d'] as const
/** A range that ends now. */
export type LiveRange = (typeof RANGES)[number]
/** A range between two fixed times, as ISO 8601 writes it: `2026-11-19T02:10:00Z/2026-11-19T02:40:00Z`. */
export type FixedRange = `${string}/${string}`
/** A range, as it stands in the URL. */
export type Range = LiveRange | FixedRange

/** A stretch of event time, in epoch milliseconds. */
export interface Window {
  from: number
  to: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const LENGTH: Readonly<Record<LiveRange, number>> = {
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': 24 * HOUR,
  '7d': 168 * HOUR,
}
const BUTTONS: Readonly<Record<LiveRange, string>> = { '1h': '1 h', '6h': '6 h', '24h': '24 h', '7d': '7 d' }
const SENTENCES: Readonly<Record<LiveRange, string>> = {
  '1h': 'last hour',
  '6h': 'last 6 hours',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
}
/** Shorter is one bucket of the trace; longer than a year and a month is a slip of the hand. */
const SHORTEST = MINUTE
const LONGEST = 400 * 24 * HOUR

/** The range that a URL names; undefined if it names none. */
export function readRange(value: unknown): Range | undefined {
  const live = RANGES.find((range) => range === value)
  if (live || typeof value !== 'string') return live
  const window = fixedWindow(value)
  return window && fixedRange(window)
}

/** The range between two times, to the second; one shorter than a minute is widened to it around its middle. */
export function fixedRange(window: Window): FixedRange {
  const middle = (window.from + window.to) / 2
  const half = Math.max(SHORTEST, window.to - window.from) / 2
  const iso = (at: number) => `${new Date(Math.round(at / 1000) * 1000).toISOString().slice(0, 19)}Z`
  return `${iso(middle - half)}/${iso(middle + half)}`
}

/** Whether a range lies between fixed times rather than ending now. */
export function isFixed(range: Range | undefined): range is FixedRange {
  return range?.includes('/') === true
}

/** A range on its button: `1 h`. */
export function rangeLabel(range: LiveRange): string {
  return BUTTONS[range]
}

/** A range in a sentence that has "the" before it: `last hour`, `30 min from 03:10`. */
export function rangeWords(range: Range): string {
  if (!isFixed(range)) return SENTENCES[range]
  const { from, to } = rangeWindow(range, 0)
  return `${duration(to - from)} from ${moment(from, to)}`
}

/** The window of a range: a fixed one as it is, another one up to `now`. */
export function rangeWindow(range: Range, now: number): Window {
  if (isFixed(range)) return fixedWindow(range) ?? { from: now - HOUR, to: now }
  return { from: now - LENGTH[range], to: now }
}

/**
 * The range one step of its own length earlier (-1) or later (1) than a window; where that would reach `now`, the
 * range of this length that ends now, or else the one of these times.
 */
export function stepRange({ from, to }: Window, direction: -1 | 1, now: number): Range {
  const length = Math.max(SHORTEST, to - from)
  const next = { from: from + direction * length, to: to + direction * length }
  if (next.to < now - length / 20) return fixedRange(next)
  const live = RANGES.find((range) => Math.abs(LENGTH[range] - length) < length / 20)
  return live ?? fixedRange({ from: now - length, to: now })
}

/**
 * The window that shows an incident whole: its life from `started` to `ended`, with a third of its length (at
 * least 8 minutes) before it and a tenth (at least 2 minutes) after it, but not beyond `now`.
 */
export function incidentWindow(started: number, ended: number, now: number): Window {
  const length = Math.max(0, ended - started)
  const before = Math.max(8 * MINUTE, length / 3)
  const after = Math.max(2 * MINUTE, length / 10)
  return { from: started - before, to: Math.max(started, Math.min(now, ended + after)) }
}

/** A window as the API takes it. */
export function windowParams(window: Window): { from: string; to: string } {
  return { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() }
}

function fixedWindow(text: string): Window | undefined {
  const [from = Number.NaN, to = Number.NaN, more] = text.split('/').map((part) => Date.parse(part))
  const length = to - from
  const fits = more === undefined && length >= SHORTEST && length <= LONGEST
  return fits ? { from, to } : undefined
}
