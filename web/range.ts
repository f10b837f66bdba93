/** The ranges offered, as they stand in the URL. */
export const RANGES = ['1h', '6h', '24h', '7d'] as const
/** A range, as it stands in the URL. */
export type Range = (typeof RANGES)[number]

/** A stretch of event time, in epoch milliseconds. */
export interface Window {
  from: number
  to: number
}

const HOUR = 3_600_000
const LENGTH: Readonly<Record<Range, number>> = {
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': 24 * HOUR,
  '7d': 168 * HOUR,
}
const BUTTONS: Readonly<Record<Range, string>> = { '1h': '1 h', '6h': '6 h', '24h': '24 h', '7d': '7 d' }
const SENTENCES: Readonly<Record<Range, string>> = {
  '1h': 'last hour',
  '6h': 'last 6 hours',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
}

/** The range that a URL names; undefined if it names none. */
export function readRange(value: unknown): Range | undefined {
  return RANGES.find((range) => range === value)
}

/** A range on its button: `1 h`. */
export function rangeLabel(range: Range): string {
  return BUTTONS[range]
}

/** A range in a sentence: `last hour`. */
export function rangeWords(range: Range): string {
  return SENTENCES[range]
}

/** The window of a range that ends at `now`. */
export function rangeWindow(range: Range, now: number): Window {
  return { from: now - LENGTH[range], to: now }
}

/**
 * The window that shows an incident whole: its life from `started` to `ended`, with a third of its length (at
 * least 8 minutes) before it and a tenth (at least 2 minutes) after it, but not beyond `now`.
 */
export function incidentWindow(started: number, ended: number, now: number): Window {
  const length = Math.max(0, ended - started)
  const before = Math.max(8 * 60_000, length / 3)
  const after = Math.max(2 * 60_000, length / 10)
  return { from: started - before, to: Math.max(started, Math.min(now, ended + after)) }
}

/** A window as the API takes it. */
export function windowParams(window: Window): { from: string; to: string } {
  return { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() }
}
