import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { correlationSettings } from '../../../../schema/settings/correlation.ts'
import {
  createCoOccurrence,
  LEARN_SETTINGS,
  type LearnSettings,
  observe,
} from '../../../../server/correlate/learn/co-occurrence.ts'
import { EDGE_SETTINGS, type EdgeSettings, edgesOf } from '../../../../server/correlate/learn/edges.ts'
import { readCsv } from '../../datasets/csv.ts'
import type { Dataset } from '../../datasets/dataset.ts'
import { readGcastle } from '../../datasets/gcastle.ts'
import { caseOf } from '../case.ts'
import { replay } from '../replay.ts'
import { markdown, percent, type Row, share } from '../tables.ts'

/** What is to be told of gCastle's 18V set, in Markdown: it knows which type causes which, but no faults. */
export async function* measureGcastle(folder: string): AsyncGenerator<string> {
  const home = join(folder, 'gcastle-18v')
  const dataset = await readGcastle(home)
  const causes = readCsv(await readFile(join(home, 'causes.csv'), 'utf8'))
  const truth = new Set(
    causes.map((row) => `alarm ${row['cause_alarm_id']} > alarm ${row['effect_alarm_id']}`),
  )
  const rows = SETTINGS.map(([setting, learn, edges]) => ({
    setting,
    ...learnedRow(dataset, truth, learn, edges),
  }))
  yield `## gCastle 18V: learned edges between types, of ${truth.size} that experts drew\n${markdown(rows)}`
  const { alerts, events, notifications } = replay(caseOf(dataset), correlationSettings.parse({}))
  const row = {
    events: `${events}`,
    alerts: `${alerts.length}`,
    incidents: `${new Set(alerts.flatMap(({ incidentId }) => incidentId ?? [])).size}`,
    notifications: `${notifications.length}`,
    reduction: percent(1 - notifications.length / events),
  }
  yield `## gCastle 18V: it has no labelled faults, so that nothing can be said of its groups\n${markdown([row])}`
}

/** What is set, and each setting at half and at double; of the certainty what it leaves uncertain. */
const SETTINGS: [words: string, learn: Partial<LearnSettings>, edges: Partial<EdgeSettings>][] = [
  ['as set', {}, {}],
  ['gap 2.5 minutes (half)', { gapMs: LEARN_SETTINGS.gapMs / 2 }, {}],
  ['gap 10 minutes (double)', { gapMs: LEARN_SETTINGS.gapMs * 2 }, {}],
  ['half-life 90 days (half)', { halfLifeMs: LEARN_SETTINGS.halfLifeMs / 2 }, {}],
  ['half-life 360 days (double)', { halfLifeMs: LEARN_SETTINGS.halfLifeMs * 2 }, {}],
  ['together 1.5 (half)', {}, { together: EDGE_SETTINGS.together / 2 }],
  ['together 6 (double)', {}, { together: EDGE_SETTINGS.together * 2 }],
  ['uncertain 2.5 % (half)', {}, { certainty: 0.975 }],
  ['uncertain 10 % (double)', {}, { certainty: 0.9 }],
  ['whatever came together, by which came first more often', {}, { together: 0, certainty: 0.5 }],
]

function learnedRow(
  { alerts }: Dataset,
  truth: ReadonlySet<string>,
  learn: Partial<LearnSettings>,
  wanted: Partial<EdgeSettings>,
): Row {
  const known = createCoOccurrence({ ...LEARN_SETTINGS, ...learn })
  for (const { status, name, entity, at } of alerts)
    if (status === 'firing') observe(known, { type: name, place: entity?.name ?? '', at: Date.parse(at) })
  const edges = edgesOf(known, { ...EDGE_SETTINGS, ...wanted })
  const right = edges.filter(({ from, to }) => truth.has(`${from} > ${to}`)).length
  const turned = edges.filter(({ from, to }) => truth.has(`${to} > ${from}`)).length
  return {
    edges: `${edges.length}`,
    right: `${right}`,
    'the wrong way round': `${turned}`,
    precision: share(right / edges.length),
    recall: share(right / truth.size),
    F1: share((2 * right) / (edges.length + truth.size)),
  }
}
