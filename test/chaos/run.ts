import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../../ingest/log/log.ts'
import { disturbancesOf } from './disturbances.ts'
import type { Installation } from './installation.ts'
import { expectExactlyOnce, expected, type Findings, findings } from './judge.ts'
import { replay } from './replay.ts'
import { postTopology, SCOPES, type Senders, startSenders } from './senders.ts'

/** How much chaos there is to be. */
export interface ChaosOptions {
  installation: Installation
  /** Only what has this in its name; every kind without it. */
  only?: string | undefined
  /** Whether to go on after so many disturbances; every kind has its turn before one comes again. */
  goOn: (disturbances: number) => boolean
  perSecond: number
  /** 0 to 1. */
  random: () => number
  print: (line: string) => void
}

/** What came of it. */
export interface ChaosReport {
  acknowledged: number
  incidents: number
  recoveries: { disturbance: string; seconds: number }[]
}

const CALM_MS = 2_000
const PATIENCE_MS = 180_000

/**
 * Disturbs an installation again and again under load. After each disturbance the time is taken until all that was
 * accepted is correlated and readable. In the end every acknowledged event is there once, and the incidents are those
 * that an undisturbed correlator finds in the same log, to the id; throws where they are not.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { installation, random, print } = options
  const kinds = disturbancesOf(installation).filter(({ name }) => name.includes(options.only ?? ''))
  const start = Date.now() - 30 * 86_400_000
  await postTopology(installation.ingest)
  const senders = startSenders(installation.ingest, start, options.perSecond)
  const recoveries: ChaosReport['recoveries'] = []
  try {
    await disturb().finally(() => senders.stop())
    return { ...(await judge(installation, senders)), recoveries }
  } catch (error) {
    print((await installation.places?.().catch((failure: unknown) => `no places: ${failure}`)) ?? '')
    for (const part of installation.barograph) print(`--- ${part.name}\n${part.lastWords()}`)
    throw error
  }

  async function disturb(): Promise<void> {
    for (let round = 0; options.goOn(round); round++) {
      await delay(CALM_MS)
      if (round % kinds.length === 0) shuffle(kinds, random)
      const kind = kinds[round % kinds.length]
      if (!kind) throw new Error('nothing can happen here')
      const what = await kind.run(installation, random)
      const since = performance.now()
      // It must come to rest by itself, with all that was sent meanwhile.
      await senders.pause()
      await settled(installation)
      const seconds = (performance.now() - since) / 1000
      recoveries.push({ disturbance: kind.name, seconds })
      print(
        `${String(round + 1).padStart(4)}  ${kind.name} (${what}): all is answered for after ${seconds.toFixed(1)} s`,
      )
      senders.resume()
    }
  }
}

/**
 * Compares what is there with what was acknowledged and with what an undisturbed correlator finds in the log, as it was
 * before or after all was read: time goes on meanwhile, and may end an incident.
 */
async function judge(
  installation: Installation,
  { acknowledged: ids }: Senders,
): Promise<Omit<ChaosReport, 'recoveries'>> {
  await settled(installation)
  const [client] = installation.api
  if (!client) throw new Error('nobody to ask')
  const before = await installation.logEnds()
  const found = new Map<string, Findings>()
  for (const scope of SCOPES) found.set(scope, await findings(client, scope))
  await settled(installation)
  const after = await installation.logEnds()
  const none: ReadonlySet<string> = new Set()
  for (const [scope, one] of found) expectExactlyOnce(one, ids.get(scope) ?? none)
  assert.deepEqual(
    installation.barograph.flatMap((part) => part.faults()),
    [],
  )
  const log = await installation.openLog()
  try {
    await compare(log, before, found).catch(() => compare(log, after, found))
  } finally {
    await log.close()
  }
  const incidents = [...found.values()].reduce((sum, one) => sum + one.incidents.length, 0)
  const acknowledged = SCOPES.reduce((sum, scope) => sum + (ids.get(scope)?.size ?? 0), 0)
  return { acknowledged, incidents }
}

/** Throws where something else was found than a replay of the log up to these ends finds. */
async function compare(log: Log, ends: readonly number[], found: ReadonlyMap<string, Findings>) {
  const replayed = await replay(log, ends)
  for (const [scope, one] of found) {
    const wanted = replayed.get(scope)
    assert(wanted, `the log has nothing of ${scope}`)
    const { decisions, alerts, incidents } = expected(one.events, wanted)
    assert.deepEqual(one.decisions, decisions, `decisions of ${scope}`)
    assert.deepEqual(one.alerts, alerts, `alerts of ${scope}`)
    assert.deepEqual(one.incidents, incidents, `incidents of ${scope}`)
  }
}

/** Waits until every process that answers says that nothing waits. */
async function settled({ api }: Installation): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  for (const client of api) {
    for (;;) {
      const answer = await client.get('/api/v1/status').catch((error: unknown) => ({ body: String(error) }))
      const done = answer.body.lag?.loaded === 0 && answer.body.lag?.correlated === 0
      // The status is answered without its database too.
      if (done && (await client.get('/readyz')).status === 200) break
      if (performance.now() > deadline) throw new Error(`not settled: ${JSON.stringify(answer.body)}`)
      await delay(100)
    }
  }
}

function shuffle<T>(items: T[], random: () => number): void {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const [a, b] = [items[at], items[other]]
    if (a === undefined || b === undefined) continue
    items[at] = b
    items[other] = a
  }
}
