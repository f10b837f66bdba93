import type { BrokenParts } from '../../ingest/database/broken-parts.ts'
import type { Log } from '../../ingest/log/log.ts'
import type { StageStatus } from '../../schema/api/status.ts'
import type { ReadinessCheck } from '../api/options.ts'
import type { Logger } from '../logger.ts'
import { watchEventLoop } from './event-loop-watch.ts'
import type { PartitionPlaces } from './lag.ts'
import { createLagWatch } from './lag-watch.ts'
import { createProbe } from './probe.ts'
import { brokenProblem, type OwnProblem, partProblem, stageProblem, stalledProblem } from './problem-words.ts'
import { faultOf } from './readiness.ts'
import type { RefusalWatch } from './refusal-watch.ts'
import { every } from './timer.ts'

/** What watching oneself takes. */
export interface SelfWatchOptions {
  log: Log
  ready: readonly ReadinessCheck[]
  /** Where the stages are now. */
  measure: () => Promise<PartitionPlaces[]>
  /** How long the oldest write to the log has taken, in milliseconds. */
  stalledMs: () => number
  refusals: RefusalWatch
  /** What of the tables the database set aside as damaged. */
  brokenParts: () => Promise<BrokenParts[]>
  /** Milliseconds of a clock that never goes back. */
  monotonic: () => number
  logger: Logger
}

/** Tells how Barograph itself is. */
export interface SelfWatch {
  stages(): StageStatus[]
  /** What is wrong, each in a sentence that says what it means for the reader. */
  problems(): string[]
  /** Whether all was found well enough to see what is going on. False until all was looked at once. */
  sees(): boolean
  stop(): void
}

const MEASURE_EVERY_MS = 1000
const CHECK_EVERY_MS = 2000
const PROBE_EVERY_MS = 30_000
const STALLED_MS = 10_000
/** ClickHouse looks at its parts when it starts. */
const PARTS_EVERY_MS = 60_000

/** Looks again and again at the stages, at the log and the database, and at this process itself. */
export function startSelfWatch(options: SelfWatchOptions): SelfWatch {
  const { log, logger, monotonic, stalledMs } = options
  const lag = createLagWatch(monotonic)
  const loop = watchEventLoop(monotonic)
  let faults: OwnProblem[] | undefined
  let changed = ''
  let broken: BrokenParts[] = []

  /** When it fails, the log's own check says why, and the stages that it cannot be told. */
  async function measure(): Promise<void> {
    const places = await options.measure().catch(() => undefined)
    if (places) lag.note(places)
  }

  async function check(): Promise<void> {
    const found = await Promise.all(
      options.ready.map(async (part) => {
        const reason = await faultOf(part)
        return reason === undefined ? [] : [partProblem(part.part, reason)]
      }),
    )
    faults = found.flat()
    tell()
  }

  /** While the database does not tell, what it told last stands. */
  async function lookAtParts(): Promise<void> {
    const found = (await options.brokenParts().catch(() => undefined)) ?? broken
    if (partsIn(found) > partsIn(broken))
      logger.error({ found }, 'the database set damaged parts of tables aside')
    broken = found
  }

  /** Whoever reads the log of the process hears of it as well, once. */
  function tell(): void {
    const blind = all().filter((problem) => problem.blind)
    const kinds = blind.map(({ words }) => words.split(/[:(]/, 1)[0]?.replace(/\d+ \w+/, '')).join()
    if (kinds === changed) return
    changed = kinds
    if (blind.length === 0) logger.info({}, 'sees again')
    else logger.warn({ problems: blind.map(({ words }) => words) }, 'does not see all that is going on')
  }

  function all(): OwnProblem[] {
    const stalled = stalledMs()
    return [
      ...(faults ?? []),
      ...(stalled >= STALLED_MS ? [stalledProblem(stalled)] : []),
      ...lag.stages().flatMap(stageProblem),
      ...broken.map(brokenProblem),
      ...options.refusals.problems(),
      ...loop.problems(),
    ]
  }

  const probe = createProbe(log)
  void lookAtParts()
  const timers = [
    every(MEASURE_EVERY_MS, measure, logger),
    every(CHECK_EVERY_MS, check, logger),
    every(PARTS_EVERY_MS, lookAtParts, logger),
    every(PROBE_EVERY_MS, () => probe().catch(() => undefined), logger),
    loop,
  ]
  return {
    stages: () => lag.stages(),
    problems: () => (faults === undefined ? [] : all().map(({ words }) => words)),
    sees: () => faults !== undefined && !all().some(({ blind }) => blind),
    stop() {
      for (const timer of timers) timer.stop()
    },
  }
}

function partsIn(broken: BrokenParts[]): number {
  return broken.reduce((sum, { parts }) => sum + parts, 0)
}
