import type { GroupingFigures } from './judge.ts'
import type { Hits } from './judge-causes.ts'
import type { SaidOfTwo } from './judge-two-faults.ts'
import { bootstrapInterval, meanOf } from './measures/bootstrap.ts'
import type { Hit } from './measures/cause.ts'

/** A row of a table: cells by the names of their columns. */
export type Row = Record<string, string>

/** Rows with the same columns as a Markdown table. */
export function markdown(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {})
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    line(names),
    `|${names.map(() => '---|').join('')}`,
    ...rows.map((row) => line(names.map((name) => row[name] ?? ''))),
  ].join('\n')
}

/** Two halves in one row: constants are chosen on the first, and reported on the second. */
export function besides(chosen: Row, reported: Row): Row {
  const cells = Object.entries(chosen).map(([name, cell]) => [
    name,
    cell === '' ? '' : `${cell} / ${reported[name]}`,
  ])
  return Object.fromEntries(cells)
}

/** The cells of a grouping; of several runs their mean. */
export function groupingCells(runs: readonly GroupingFigures[]): Row {
  const mean = (of: (figures: GroupingFigures) => number) => meanOf(runs.map(of))
  return {
    precision: share(mean((f) => f.alerts.precision)),
    recall: share(mean((f) => f.alerts.recall)),
    F1: share(mean((f) => f.alerts.f1)),
    ARI: share(mean((f) => f.alerts.ari)),
    'F1, not chronic': share(mean((f) => f.telling.f1)),
    'F1, events': share(mean((f) => f.events.f1)),
    'F1, events, not chronic': share(mean((f) => f.tellingEvents.f1)),
    'ARI, events': share(mean((f) => f.events.ari)),
    incidents: whole(mean((f) => f.incidents)),
    'hold two faults': percent(mean((f) => f.falseMerges)),
    'noise only': percent(mean((f) => f.noiseOnly)),
    'incidents a fault': mean((f) => f.perFault).toFixed(2),
    'faults in one': percent(mean((f) => f.inOne)),
    hidden: whole(mean((f) => f.hidden)),
    overshadowed: whole(mean((f) => f.overshadowed)),
    reduction: percent(mean((f) => f.reduction)),
  }
}

/** The cells of what was said of incidents that may hold two faults, over the incidents of all runs. */
export function twoFaultsCells(runs: readonly SaidOfTwo[]): Row {
  const sum = (of: (figures: SaidOfTwo) => number) => runs.reduce((total, run) => total + of(run), 0)
  const [two, said, truly] = [sum((f) => f.two), sum((f) => f.said), sum((f) => f.truly)]
  return {
    incidents: `${sum((f) => f.incidents)}`,
    'hold two faults': `${two}`,
    'said of': `${said}`,
    'of those that do (recall)': percent(truly / two),
    'truly (precision)': percent(truly / said),
    'split is right': percent(sum((f) => f.parted) / said),
    'F1 as they are': share(meanOf(runs.map((f) => f.before))),
    'F1 were all split': share(meanOf(runs.map((f) => f.after))),
  }
}

/** The cells of how well causes were named; a fault that was judged in several runs counts with its mean. */
export function causeCells(runs: readonly Hits[], seed: string): Row {
  const cell = (kind: keyof Hit) => meanCell(runs, seed, kind)
  return { 'AC@1': cell('at1'), 'AC@3': cell('at3'), 'AC@5': cell('at5'), MRR: cell('reciprocal') }
}

/** The mean of being right within 1 to 5 places, by which some sets are published. */
export function average5Cell(runs: readonly Hits[], seed: string): string {
  return meanCell(runs, seed, 'average5')
}

function meanCell(runs: readonly Hits[], seed: string, kind: keyof Hit): string {
  const byFault = new Map<string, number[]>()
  for (const hits of runs)
    for (const [fault, hit] of hits) byFault.set(fault, [...(byFault.get(fault) ?? []), hit[kind]])
  const numbers = [...byFault.values()].map(meanOf)
  const interval = bootstrapInterval(numbers, seed)
  if (!interval) return '-'
  return `${share(meanOf(numbers))} (${share(interval.low)}-${share(interval.high)})`
}

/** A share as `.72`. */
export function share(number: number): string {
  return Number.isNaN(number) ? '-' : number.toFixed(2).replace(/^(-?)0\./, '$1.')
}

/** A share as `7.2 %`. */
export function percent(number: number): string {
  return Number.isNaN(number) ? '-' : `${(number * 100).toFixed(1)} %`
}

function whole(number: number): string {
  return Number.isInteger(number) ? `${number}` : number.toFixed(1)
}
