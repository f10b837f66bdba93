import type { CorrelationSettings } from '../../../schema/settings/correlation.ts'
import { GROUPINGS } from './baselines/grouping.ts'
import type { Case } from './case.ts'
import { type GroupingFigures, judgeBaseline, judgeCorrelator } from './judge.ts'
import {
  baselineHits,
  changeHits,
  correlatorHits,
  exactly,
  type Hits,
  orItsHolder,
  shownCauses,
} from './judge-causes.ts'
import { judgeTwoFaults, type SaidOfTwo } from './judge-two-faults.ts'
import { calibrationError, calibrationOf, type Shown } from './measures/calibration.ts'
import { replay } from './replay.ts'
import { besides, causeCells, groupingCells, percent, type Row, twoFaultsCells } from './tables.ts'

/** What was measured of some cases, by method: for each case in turn. */
export interface Measured {
  groupings: Map<string, GroupingFigures[]>
  causes: Map<string, Hits[]>
  /** Leading causes of all cases, as they were shown. */
  shown: Shown[]
  /** What was said of incidents that may hold two faults. */
  saidOfTwo: SaidOfTwo[]
}

/** The name of what is measured, beside the baselines. */
export const BAROGRAPH = 'Barograph'

/** Replays the cases through the correlator; baselines are judged on the alerts that it made of the events. */
export function measure(
  cases: Iterable<Case>,
  chronicOf: (given: Case) => ReadonlySet<string>,
  settings: CorrelationSettings,
  { baselines }: { baselines: boolean },
): Measured {
  const measured: Measured = { groupings: new Map(), causes: new Map(), shown: [], saidOfTwo: [] }
  const add = <Value>(lists: Map<string, Value[]>, name: string, value: Value) =>
    lists.set(name, [...(lists.get(name) ?? []), value])
  for (const given of cases) {
    const found = replay(given, settings)
    const chronic = chronicOf(given)
    add(measured.groupings, BAROGRAPH, judgeCorrelator(given, found, chronic))
    add(measured.causes, BAROGRAPH, correlatorHits(given, found, exactly))
    measured.shown.push(...shownCauses(given, found))
    measured.saidOfTwo.push(judgeTwoFaults(given, found))
    add(
      measured.causes,
      `${BAROGRAPH}, host or service counts`,
      correlatorHits(given, found, orItsHolder(given)),
    )
    if (given.changes.length > 0) add(measured.causes, `${BAROGRAPH}, change`, changeHits(given, found))
    if (!baselines) continue
    for (const [name, grouping] of Object.entries(GROUPINGS))
      add(measured.groupings, name, judgeBaseline(given, found, grouping, chronic))
    for (const [name, hits] of Object.entries(baselineHits(given, exactly))) add(measured.causes, name, hits)
  }
  return measured
}

/** What was measured of some cases and of others, as one. */
export function together(parts: readonly Measured[]): Measured {
  const all: Measured = { groupings: new Map(), causes: new Map(), shown: [], saidOfTwo: [] }
  for (const { groupings, causes, shown, saidOfTwo } of parts) {
    all.shown.push(...shown)
    all.saidOfTwo.push(...saidOfTwo)
    for (const [name, figures] of groupings)
      all.groupings.set(name, [...(all.groupings.get(name) ?? []), ...figures])
    for (const [name, hits] of causes) all.causes.set(name, [...(all.causes.get(name) ?? []), ...hits])
  }
  return all
}

/** Rows of grouping, one a method: on what constants are chosen / on what is reported. */
export function groupingRows(chosen: Measured, reported: Measured): Row[] {
  return [...chosen.groupings].map(([method, runs]) => ({
    method,
    ...besides(groupingCells(runs), groupingCells(reported.groupings.get(method) ?? [])),
  }))
}

/** The same for causes. */
export function causeRows(chosen: Measured, reported: Measured): Row[] {
  return [...chosen.causes].map(([method, runs]) => ({
    method,
    ...besides(causeCells(runs, method), causeCells(reported.causes.get(method) ?? [], method)),
  }))
}

/** Rows of how often leading causes were right, by the confidence that they were shown with. */
export function confidenceRows(chosen: readonly Shown[], reported: readonly Shown[]): Row[] {
  const rows = (shown: readonly Shown[]): Row[] => {
    const bins = calibrationOf(shown)
    return [
      ...bins.map(({ tenths, shown, right }, i) => ({
        'shown as': i === 0 ? `${tenths} of 10 or less` : `${tenths} of 10`,
        incidents: `${shown}`,
        right: percent(right),
      })),
      { 'shown as': 'off by, a mean', incidents: `${shown.length}`, right: percent(calibrationError(bins)) },
    ]
  }
  const other = rows(reported)
  return rows(chosen).map(({ 'shown as': words = '', ...cells }, i) => ({
    'shown as': words,
    ...besides(cells, other[i] ?? {}),
  }))
}

/** The row of what was said of incidents that may hold two faults. */
export function twoFaultsRows(chosen: Measured, reported: Measured): Row[] {
  return [besides(twoFaultsCells(chosen.saidOfTwo), twoFaultsCells(reported.saidOfTwo))]
}

/** Settings whose value decides over grouping, to be looked at with half and double of it. */
const SENSITIVE = ['linkThreshold', 'linkWindowMs'] as const

/** Rows of how the figures change with settings at half and at double. */
export function sensitivityRows(
  settings: CorrelationSettings,
  measureWith: (settings: CorrelationSettings) => [chosen: Measured, reported: Measured],
): Row[] {
  const changes: [string, Partial<CorrelationSettings>][] = [['as set', {}]]
  for (const name of SENSITIVE)
    for (const [word, factor] of [
      ['half', 0.5],
      ['double', 2],
    ] as const)
      changes.push([`${name} ${settings[name] * factor} (${word})`, { [name]: settings[name] * factor }])
  return changes.map(([setting, changed]) => {
    const [chosen, reported] = measureWith({ ...settings, ...changed })
    const [grouping] = groupingRows(chosen, reported)
    const [cause] = causeRows(chosen, reported)
    const { method: _method, ...cells } = { ...grouping, ...cause }
    return { setting, ...cells }
  })
}
