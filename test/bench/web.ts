import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { burst } from '../../ingest/demo/burst.ts'
import { startBrowser } from '../browser/support.ts'
import { type Child, startChild } from '../support/child.ts'
import { quantile } from './figures.ts'
import { checkStored, fillDatabase } from './load/stored.ts'
import { type Visit, visit } from './web/measure.ts'
import { type MeasuredView, measuredViews } from './web/views.ts'

/**
 * How the pane feels in Chromium with a million alerts stored, a quarter of them open, and an incident of 2,000 alerts:
 * how soon each view shows what it is for, how soon it answers keys and clicks, what moves by itself, and how much
 * JavaScript comes. Prints a table; exits with 1 when a bound is missed. `--data` names a folder to keep what is
 * stored in for the next time, and is measured as a copy; `--views` names some of the views.
 */

const { values } = parseArgs({
  options: {
    alerts: { type: 'string', default: '1000000' },
    firing: { type: 'string', default: '0.25' },
    visits: { type: 'string', default: '10' },
    uses: { type: 'string', default: '4' },
    data: { type: 'string' },
    views: { type: 'string' },
  },
})
const BOUNDS = { paintMs: 1000, interactionMs: 100, firstLoadKb: 180, shift: 0.001 }
const STORM_ALERTS = 2000
const BATCH = 500
const DAY_MS = 86_400_000
/** Chromium rounds durations of events to this and tells of none below twice as much. */
const EVENT_MS = 16
/** Scripts of charts and of the graph, which come after all else. */
const CHARTS = /chart|graph/

/** Fills a folder, unless it is filled already, and checks that it holds everything. */
async function fill(folder: string): Promise<void> {
  const amount = { alerts: Number(values.alerts), eventsPerAlert: 10, firing: Number(values.firing) }
  if (!existsSync(join(folder, 'database'))) await fillDatabase(folder, amount, Date.now())
  await checkStored(folder, amount, Date.now() - DAY_MS)
}

/** Sends a fault of 2,000 alerts, and resolves with the id of the incident that it made and where it began. */
async function storm(child: Child): Promise<{ incident: string; thing: string }> {
  const { alerts, topology, rootEntity } = burst({
    seed: 'web',
    alerts: STORM_ALERTS,
    start: Date.now() - 300_000,
  })
  await child.post('/api/v1/topology', topology)
  for (let from = 0; from < alerts.length; from += BATCH)
    await child.post('/api/v1/alerts', alerts.slice(from, from + BATCH))
  await child.settle()
  const { body } = await child.get('/api/v1/incidents?status=open&links=0&limit=1000')
  const [largest] = body.items.sort(
    (a: { counts: { alerts: number } }, b: typeof a) => b.counts.alerts - a.counts.alerts,
  )
  if (largest.counts.alerts < STORM_ALERTS) throw new Error(`the storm made no incident of ${STORM_ALERTS}`)
  return { incident: largest.id, thing: rootEntity }
}

/** What is printed of a view. */
function row(view: MeasuredView, visits: readonly Visit[]) {
  const of = (pick: (visit: Visit) => number) => visits.map(pick)
  const ms = (numbers: readonly number[], q: number) => Math.round(quantile(numbers, q))
  const waits = visits.flatMap(({ using }) => [
    ...using.slow,
    // Those that Chromium does not tell of took less.
    ...Array.from({ length: using.interactions - using.slow.length }, () => EVENT_MS),
  ])
  const kb = (charts: boolean) =>
    Math.round(
      Math.max(
        ...visits.map(({ scripts }) =>
          scripts
            .filter(({ name }) => CHARTS.test(name) === charts)
            .reduce((sum, { bytes }) => sum + bytes, 0),
        ),
      ) / 1000,
    )
  const shift = Math.max(...of(({ loading, using }) => loading.shift + using.shift))
  return {
    view: view.name,
    'paint p50 ms': ms(
      of(({ useful }) => useful),
      0.5,
    ),
    'paint worst': ms(
      of(({ useful }) => useful),
      1,
    ),
    'all p50 ms': ms(
      of(({ whole }) => whole),
      0.5,
    ),
    'busy ms': ms(
      of(({ loading }) => loading.longTasks.reduce((sum, task) => sum + task, 0)),
      0.5,
    ),
    presses: waits.length,
    'press p50 ms': ms(waits, 0.5),
    'press p98': ms(waits, 0.98),
    'press worst': ms(waits, 1),
    shift: Number(shift.toFixed(4)),
    'JS kB': kb(false),
    'charts kB': kb(true),
    missed: [
      ms(
        of(({ useful }) => useful),
        0.5,
      ) < BOUNDS.paintMs
        ? []
        : 'paint',
      ms(waits, 0.98) < BOUNDS.interactionMs ? [] : 'press',
      shift <= BOUNDS.shift ? [] : 'shift',
      kb(false) < BOUNDS.firstLoadKb ? [] : 'JS',
    ]
      .flat()
      .join(', '),
  }
}

const folder = await mkdtemp(join(tmpdir(), 'bench-web-'))
const browser = await startBrowser()
let child: Child | undefined
try {
  await fill(values.data ?? folder)
  if (values.data !== undefined) await cp(values.data, folder, { recursive: true })
  child = await startChild({ DATA_DIR: folder })
  const told = await storm(child)
  const wanted = values.views?.split(',')
  const views = measuredViews(told).filter(({ name }) => wanted?.includes(name) ?? true)
  const rows = []
  const moved: string[] = []
  for (const view of views) {
    // The first visit warms the server up.
    await visit(browser, child.url, view, false)
    const visits: Visit[] = []
    for (let i = 0; i < Number(values.visits); i++)
      visits.push(await visit(browser, child.url, view, i < Number(values.uses)))
    rows.push(row(view, visits))
    console.error(rows.at(-1))
    for (const { loading, using } of visits) {
      for (const [when, { moved: what }] of Object.entries({ loading, using }))
        for (const each of what) moved.push(`${view.name}, ${when}: ${each}`)
    }
  }
  console.table(rows)
  console.log(
    `asked for: paint < ${BOUNDS.paintMs} ms, press p98 < ${BOUNDS.interactionMs} ms, JS < ${BOUNDS.firstLoadKb} kB, shift ${BOUNDS.shift}`,
  )
  if (moved.length > 0) console.log(`What moved:\n${[...new Set(moved)].join('\n')}`)
  if (rows.some(({ missed }) => missed !== '')) process.exitCode = 1
} finally {
  await browser.close()
  await child?.end('SIGKILL')
  await rm(folder, { recursive: true, force: true })
}
