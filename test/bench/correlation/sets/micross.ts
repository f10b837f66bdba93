import { join } from 'node:path'
import { type CorrelationSettings, correlationSettings } from '../../../../schema/settings/correlation.ts'
import type { Dataset } from '../../datasets/dataset.ts'
import { readMicross } from '../../datasets/micross.ts'
import { type Case, caseOf } from '../case.ts'
import { chronicTypes } from '../chronic.ts'
import { exactly, type Hits, toldHits } from '../judge-causes.ts'
import {
  BAROGRAPH,
  causeRows,
  confidenceRows,
  groupingRows,
  type Measured,
  measure,
  sensitivityRows,
  twoFaultsRows,
} from '../measure.ts'
import { reviewsOf, type Told } from '../operator.ts'
import { replay } from '../replay.ts'
import { causeCells, markdown } from '../tables.ts'
import { onlyFaults, pairsInOneMinute, stream, waves } from './overlap.ts'

/** How the faults follow one another; where that is left to chance, once for each of these seeds. */
const SEEDS = ['1', '2', '3']
const ARRANGEMENTS: Readonly<Record<string, (dataset: Dataset) => Dataset[]>> = {
  'as recorded': (dataset) => [dataset],
  '3 active at once': (dataset) => SEEDS.map((seed) => waves(dataset, 3, seed)),
  '6 active at once': (dataset) => SEEDS.map((seed) => waves(dataset, 6, seed)),
  '2 in the same minute': (dataset) => SEEDS.map((seed) => pairsInOneMinute(dataset, seed)),
  'a stream, 3 active on average': (dataset) => SEEDS.map((seed) => stream(dataset, 3, seed)),
}
/** Arrangements in which settings are looked at with half and double of their value. */
const SENSITIVE = ['as recorded', '3 active at once']

/** All that is to be told of MicroSS, in Markdown: on even fault ids / on odd ones. */
export async function* measureMicross(folder: string): AsyncGenerator<string> {
  const dataset = await readMicross(join(folder, 'micross'))
  const settings = correlationSettings.parse({})
  // Which alerts are chronic is a matter of the whole set.
  const chronic = chronicTypes(caseOf(dataset))
  const half = (rest: number) => onlyFaults(dataset, ({ id }) => Number(id) % 2 === rest)
  const arranged = (arrange: (dataset: Dataset) => Dataset[], rest: number) => arrange(half(rest)).map(caseOf)
  const [even, odd] = [half(0), half(1)]
  yield `## MicroSS: even / odd fault ids (${even.faults.length} / ${odd.faults.length} faults, ${chronic.size} types of alerts are chronic)`
  for (const [name, arrange] of Object.entries(ARRANGEMENTS)) {
    const of = (rest: number): Measured =>
      measure(arranged(arrange, rest), () => chronic, settings, { baselines: true })
    const [chosen, reported] = [of(0), of(1)]
    yield `### Grouping, ${name}\n${markdown(groupingRows(chosen, reported))}`
    yield `### Two faults said, ${name}\n${markdown(twoFaultsRows(chosen, reported))}`
    yield `### Cause, ${name}\n${markdown(causeRows(chosen, reported))}`
    if (name === SENSITIVE[0])
      yield `### Confidence, ${name}\n${markdown(confidenceRows(chosen.shown, reported.shown))}`
  }
  const whole = measure([caseOf(dataset)], () => chronic, settings, { baselines: true })
  const reviewed = measureReviewed(caseOf(dataset), settings)
  const rows = [...whole.causes, ...reviewed].map(([method, runs]) => ({
    method,
    ...causeCells(runs, method),
  }))
  yield `### Cause, as recorded, all ${dataset.faults.length} faults\n${markdown(rows)}`
  for (const name of SENSITIVE) {
    const arrange = ARRANGEMENTS[name]
    if (!arrange) continue
    const sensitive = sensitivityRows(settings, (changed) => {
      const of = (rest: number) =>
        measure(arranged(arrange, rest).slice(0, 1), () => chronic, changed, { baselines: false })
      return [of(0), of(1)]
    })
    yield `### Settings at half and double, ${name}, the first seed alone\n${markdown(sensitive)}`
  }
}

/**
 * How well causes were named when each fault was over, told to someone who looks at it then: saying nothing, and
 * confirming each time what the cause was, so that later faults are ranked by earlier ones.
 */
function measureReviewed(given: Case, settings: CorrelationSettings): Map<string, Hits[]> {
  const reviewed = (order: Parameters<typeof reviewsOf>[2]) => {
    const told: Told = new Map()
    replay(given, settings, reviewsOf(given, told, order))
    return [toldHits(given, told, exactly)]
  }
  return new Map([
    [`${BAROGRAPH}, when the fault is over`, reviewed(() => undefined)],
    [
      `${BAROGRAPH}, when the fault is over, earlier causes confirmed`,
      reviewed(({ rootEntity }, { id }) =>
        rootEntity === undefined ? undefined : { kind: 'confirm_cause', incidentId: id, entity: rootEntity },
      ),
    ],
  ])
}
