import type { ReplaySummary } from './replay.ts'

/** Where progress is shown. */
export interface ProgressOutput {
  isTTY?: boolean
  write(text: string): unknown
}

const BAR_WIDTH = 24
const REDRAW_MS = 200
const LINE_EVERY_MS = 5_000

/** A progress bar of a replay: drawn over itself on a terminal, else a line now and then. `clock` is in milliseconds. */
export function createProgress(output: ProgressOutput, clock: () => number) {
  const began = clock()
  let drawnAt = Number.NEGATIVE_INFINITY
  const draw = (summary: ReplaySummary, share: number) => {
    const seconds = Math.max(0.001, (clock() - began) / 1000)
    const line = progressLine(summary, share, seconds)
    output.write(output.isTTY ? `\r${line}\u001b[K` : `${line}\n`)
    drawnAt = clock()
  }
  return {
    /** Shows how far it is, unless that was done just now; `share` is 0 to 1. */
    show(summary: ReplaySummary, share: number): void {
      if (clock() - drawnAt >= (output.isTTY ? REDRAW_MS : LINE_EVERY_MS)) draw(summary, share)
    },
    /** Shows the end. */
    finish(summary: ReplaySummary): void {
      draw(summary, 1)
      if (output.isTTY) output.write('\n')
    },
  }
}

/** One line that says how far a replay is after so many seconds; `share` is 0 to 1. */
export function progressLine(summary: ReplaySummary, share: number, seconds: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH)
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled)
  const records = summary.accepted + summary.rejected
  const rate = Math.round(records / seconds)
  const at = summary.lastAt === undefined ? '' : `  ${minuteOf(summary.lastAt)}`
  const left = share > 0 && share < 1 ? `  ${duration((seconds / share) * (1 - share))} left` : ''
  const bad = summary.rejected + summary.unreadable
  return `${bar} ${Math.round(share * 100)} %  ${records} records  ${rate}/s${at}${left}${bad > 0 ? `  ${bad} bad` : ''}`
}

/** What a replay came to, for people. */
export function summaryText(summary: ReplaySummary, seconds: number): string {
  const { accepted, rejected, unreadable, firstAt, lastAt, problems } = summary
  const rate = Math.round(accepted / Math.max(0.001, seconds))
  const range =
    firstAt === undefined || lastAt === undefined
      ? ''
      : `, ${minuteOf(firstAt)} to ${minuteOf(lastAt)} UTC of event time`
  const lines = [`${accepted} records accepted in ${duration(seconds)} (${rate}/s)${range}.`]
  if (rejected > 0) lines.push(`${rejected} records refused.`)
  if (unreadable > 0) lines.push(`${unreadable} pieces are no record.`)
  for (const problem of problems) lines.push(`  ${problem}`)
  const more = rejected + unreadable - problems.length
  if (more > 0) lines.push(`  and ${more} more`)
  return lines.join('\n')
}

function minuteOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ')
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}
