import type { FaultPlan } from '../../../../ingest/demo/faults/fault.ts'
import { FAULT_KINDS } from '../../../../ingest/demo/faults/fault.ts'
import { FAULTS } from '../../../../ingest/demo/faults/registry.ts'
import { growEstate } from '../../../../ingest/demo/grown-estate.ts'
import { createRandom } from '../../../../ingest/demo/random.ts'
import { simulate } from '../../../../ingest/demo/simulate.ts'
import { correlationSettings } from '../../../../schema/settings/correlation.ts'
import type { Case } from '../case.ts'
import {
  causeRows,
  confidenceRows,
  groupingRows,
  measure,
  sensitivityRows,
  together,
  twoFaultsRows,
} from '../measure.ts'
import { markdown, type Row } from '../tables.ts'

const START = Date.parse('2026-03-02T00:00:00.000Z')
const MINUTE_MS = 60_000
/** Sizes of estates, and how many faults are active at once in them, each in turn by the seed. */
const SIZES = [30, 300, 3000]
const AT_ONCE = [1, 2, 3, 6]
/** Constants are chosen on seeds from 0 on, and reported on seeds from here on. */
const FIRST_REPORTED = 1000
const NOTHING: ReadonlySet<string> = new Set()

/**
 * All that is to be told of the demo's simulator, in Markdown: on seeds below 1000 / from 1000 on, so many of each;
 * twelve are every size of estate with every number of faults.
 */
export async function* measureDemo(count: number): AsyncGenerator<string> {
  const settings = correlationSettings.parse({})
  const seeds = (first: number) => Array.from({ length: count }, (_, i) => first + i)
  yield `## Simulator: seeds below 1000 / from 1000 on (${count} / ${count} simulations)`
  for (const [words, known] of [
    ['with topology', true],
    ['without topology', false],
  ] as const) {
    const of = (first: number, atOnce: number) =>
      measure(
        casesOf(
          seeds(first).filter((seed) => atOnceOf(seed) === atOnce),
          known,
        ),
        () => NOTHING,
        settings,
        { baselines: true },
      )
    const parts = AT_ONCE.map((atOnce) => [of(0, atOnce), of(FIRST_REPORTED, atOnce)] as const)
    const chosen = together(parts.map(([low]) => low))
    const reported = together(parts.map(([, high]) => high))
    yield `### Grouping, ${words}\n${markdown(groupingRows(chosen, reported))}`
    yield `### Two faults said, ${words}\n${markdown(twoFaultsRows(chosen, reported))}`
    yield `### Cause, ${words}\n${markdown(causeRows(chosen, reported))}`
    yield `### Confidence, ${words}\n${markdown(confidenceRows(chosen.shown, reported.shown))}`
    const rows = parts.map(([low, high], i): Row => {
      const { method: _method, ...cells } = { ...groupingRows(low, high)[0], ...causeRows(low, high)[0] }
      return { 'at once': `${AT_ONCE[i]}`, ...cells }
    })
    yield `### By faults at once, ${words}\n${markdown(rows)}`
    if (!known) continue
    const sensitive = sensitivityRows(settings, (changed) => {
      const small = (first: number) =>
        measure(
          casesOf(
            seeds(first).filter((seed) => sizeOf(seed) < 1000),
            known,
          ),
          () => NOTHING,
          changed,
          { baselines: false },
        )
      return [small(0), small(FIRST_REPORTED)]
    })
    yield `### Settings at half and double, ${words}, below 1,000 things\n${markdown(sensitive)}`
  }
}

function sizeOf(seed: number): number {
  return SIZES[seed % SIZES.length] ?? 30
}

function atOnceOf(seed: number): number {
  return AT_ONCE[Math.floor(seed / SIZES.length) % AT_ONCE.length] ?? 1
}

function* casesOf(seeds: readonly number[], known: boolean): Generator<Case> {
  for (const seed of seeds) yield simulatedCase(seed, sizeOf(seed), atOnceOf(seed), known)
}

/**
 * Two hours of a made-up estate in which so many faults begin within five minutes, with isolated warnings, a chronic
 * alert, a flapping one and harmless changes beside them; the correlator is told the topology or not.
 */
export function simulatedCase(seed: number, entities: number, atOnce: number, known: boolean): Case {
  const estate = growEstate(createRandom(`estate of ${seed}`), entities)
  const random = createRandom(`faults of ${seed}`)
  const roots = new Set<string>()
  const faults = Array.from({ length: atOnce }, (): FaultPlan => {
    for (;;) {
      const kind = random.pick(FAULT_KINDS)
      const places = estate.things.filter(({ id, type }) => FAULTS[kind].on.includes(type) && !roots.has(id))
      if (places.length === 0) continue
      const root = random.pick(places).id
      roots.add(root)
      const from = Math.round(random.between(40, 45) * MINUTE_MS)
      return { kind, root, from, durationMs: Math.round(random.between(15, 40) * MINUTE_MS) }
    }
  })
  const services = estate.things.filter(({ type }) => type === 'service')
  const noise = {
    chronic: [random.pick(estate.things.filter(({ type }) => type === 'cache')).id],
    flapping: [{ thing: random.pick(services).id, from: 20 * MINUTE_MS, cycles: 10 }],
    isolated: 10,
    decoys: 10,
  }
  const simulation = simulate({ seed, start: START, durationMs: 120 * MINUTE_MS, estate, faults, noise })
  const { truth, records } = simulation
  return {
    topology: known ? simulation.topology : undefined,
    alerts: records.filter((record) => record.type === 'alert'),
    changes: records.filter((record) => record.type === 'change'),
    faults: truth.faults.map(({ id, startsAt, rootEntity, changeId }) => ({
      id,
      startsAt: Date.parse(startsAt),
      rootEntity,
      changeId,
    })),
    faultOf: new Map(truth.faults.flatMap(({ id, alerts }) => alerts.map((alert) => [alert, id] as const))),
  }
}
