import { join } from 'node:path'
import { correlationSettings } from '../../../../schema/settings/correlation.ts'
import type { Dataset, LabelledFault } from '../../datasets/dataset.ts'
import { caseOf } from '../case.ts'
import { baselineHits, correlatorHits, exactly, type Hits, shownCauses } from '../judge-causes.ts'
import { BAROGRAPH, confidenceRows } from '../measure.ts'
import { meanOf } from '../measures/bootstrap.ts'
import type { Shown } from '../measures/calibration.ts'
import type { Rule } from '../metrics/alerts.ts'
import { readPetshop } from '../metrics/petshop.ts'
import { readSockshop } from '../metrics/sockshop.ts'
import { replay } from '../replay.ts'
import { average5Cell, causeCells, markdown, percent, type Row } from '../tables.ts'

/**
 * So many deviations are out of the ordinary. Metrics of computers have long tails: 3.5, which is usual for
 * measurements, takes in 3 to 6 % of the normal values of these sets, 6 takes in 1.5 to 4.5 %.
 */
const THRESHOLD = 6
/** Values that come every five minutes alert at once, those of each second after a usual scrape of ten. */
const IN_A_ROW = { petshop: 1, sockshop: 10 }

/** Faults by the metric that they show in, with the figures that were published for them. */
interface Kind {
  metric: string
  words: string
  published: Row
}

/** What is to be told of PetShop, whose metrics become alerts by a rule, in Markdown. */
export async function* measurePetshop(folder: string): AsyncGenerator<string> {
  for (const threshold of [THRESHOLD, THRESHOLD / 2, THRESHOLD * 2]) {
    const rows: Row[] = []
    const shown: Shown[][] = []
    for (const [scenario, latency, availability] of [
      ['low_traffic', ['.57', '.57'], ['.83', '1.00']],
      ['high_traffic', ['.57', '.79'], ['.67', '1.00']],
    ] as const) {
      const rule = { threshold, inARow: IN_A_ROW.petshop }
      const dataset = await readPetshop(join(folder, 'petshop', scenario), rule)
      const kinds = Object.entries({ latency, availability }).map(
        ([metric, [at1, at3]]): Kind => ({
          metric,
          words: `${scenario.replace('_', ' ')}, ${metric}`,
          published: { method: 'graph traversal, published', 'AC@1': at1, 'AC@3': at3 },
        }),
      )
      const judged = judge(dataset, kinds, threshold === THRESHOLD)
      rows.push(...judged.rows)
      shown.push(judged.shown)
    }
    yield `## PetShop, alerts from ${threshold} deviations\n${markdown(rows)}`
    const [low = [], high = []] = shown
    if (threshold === THRESHOLD)
      yield `### Confidence, low / high traffic\n${markdown(confidenceRows(low, high))}`
  }
}

/** What is to be told of Sock Shop, whose metrics become alerts by a rule, in Markdown. */
export async function* measureSockshop(folder: string): AsyncGenerator<string> {
  for (const threshold of [THRESHOLD, THRESHOLD / 2, THRESHOLD * 2]) {
    const rule: Rule = { threshold, inARow: IN_A_ROW.sockshop }
    const dataset = await readSockshop(join(folder, 'rcd-sockshop'), rule)
    const kinds: Kind[] = [
      { metric: 'cpu', words: 'CPU', published: { method: 'NSigma, published', 'Avg@5': '.98' } },
      { metric: 'mem', words: 'memory', published: { method: 'NSigma, published', 'Avg@5': '.99' } },
    ]
    const { rows } = judge(dataset, kinds, threshold === THRESHOLD)
    yield `## Sock Shop, alerts from ${threshold} deviations\n${markdown(rows)}`
  }
}

function judge(dataset: Dataset, kinds: readonly Kind[], beside: boolean): { rows: Row[]; shown: Shown[] } {
  const given = caseOf(dataset)
  const found = replay(given, correlationSettings.parse({}))
  const methods: Record<string, Hits> = {
    [BAROGRAPH]: correlatorHits(given, found, exactly),
    ...(beside && baselineHits(given, exactly)),
  }
  const rows = kinds.flatMap(({ metric, words, published }) => {
    const faults = dataset.faults.filter(({ kind }) => kind === metric)
    const ids = new Set(faults.map(({ id }) => id))
    const about = {
      faults: `${words} (${ids.size})`,
      'alerts a fault': alertsPer(faults, dataset),
      'root alerts': rootAlerts(faults, dataset),
    }
    const rows = Object.entries(methods).map(([method, all]): Row => {
      const hits = [new Map([...all].filter(([id]) => ids.has(id)))]
      return { ...about, method, ...causeCells(hits, method), 'Avg@5': average5Cell(hits, method) }
    })
    return beside ? [...rows, { ...about, ...published }] : rows
  })
  return { rows, shown: shownCauses(given, found) }
}

function alertsPer(faults: readonly LabelledFault[], { alerts }: Dataset): string {
  const firing = new Set(
    alerts.filter(({ status }) => status === 'firing').map(({ externalId }) => externalId),
  )
  return meanOf(faults.map(({ alerts }) => alerts.filter((id) => firing.has(id)).length)).toFixed(0)
}

/** The share of faults whose root has an alert, so that it can be named by what it says itself. */
function rootAlerts(faults: readonly LabelledFault[], { alerts }: Dataset): string {
  const entities = new Map(alerts.map(({ externalId, entity }) => [externalId, entity?.name]))
  const alerting = faults.filter(({ rootEntity, alerts }) =>
    alerts.some((id) => entities.get(id) === rootEntity),
  )
  return percent(alerting.length / faults.length)
}
