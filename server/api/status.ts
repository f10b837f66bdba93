import type { Lag, Status } from '../../schema/api/status.ts'
import { scopes, sources } from '../query/sources.ts'
import { within } from '../within.ts'
import type { ApiOptions } from './options.ts'

/** Who sends what is read again after this long, or after this many times what reading it took. */
const FRESH_MS = 5000
const FRESH_FOR_ITS_COST = 50
/** What does not answer within this is told as it was known last. */
const ESTATE_PATIENCE_MS = 1000
const LOG_PATIENCE_MS = 3000

type Estate = Pick<Status, 'sources' | 'scopes'>

/**
 * How Barograph is now. It is answered also when the database or the log does not answer: who sends what is then as
 * it was known last, and the lag is left out. Who sends what may be some seconds old in any case, as it is read from
 * every event's arrival.
 */
export function statusReader(
  options: Pick<
    ApiOptions,
    'database' | 'log' | 'clock' | 'version' | 'roles' | 'lag' | 'self' | 'demo' | 'defaultScope' | 'tokens'
  >,
): () => Promise<Status> {
  const { log } = options
  const readEstate = estateReader(options)
  let records = 0

  async function readLog(): Promise<Lag | undefined> {
    records = (await log.partitions()).reduce((sum, { end }) => sum + end, 0)
    return options.lag()
  }

  return async () => {
    const [estate, lag] = await Promise.all([readEstate(), within(LOG_PATIENCE_MS, readLog(), undefined)])
    return {
      version: options.version,
      roles: options.roles,
      log: { transport: log.transport, records },
      ...(lag && { lag }),
      stages: options.self.stages(),
      problems: options.self.problems(),
      scopes: [...new Set([options.defaultScope, ...estate.scopes])].sort(),
      sources: estate.sources,
      ...(options.tokens.ingest && { senderToken: true }),
      demo: options.demo.state(),
    }
  }
}

/** Reads who sends what, now and then; what was known last where the database does not answer. */
function estateReader({ database, clock }: Pick<ApiOptions, 'database' | 'clock'>): () => Promise<Estate> {
  let freshUntil = 0
  let last: Estate | undefined
  let reading: Promise<Estate> | undefined

  async function read(): Promise<Estate> {
    const startedAt = clock()
    const found = { sources: await sources(database, startedAt), scopes: await scopes(database) }
    freshUntil = clock() + Math.max(FRESH_MS, FRESH_FOR_ITS_COST * (clock() - startedAt))
    return found
  }

  return async () => {
    if (last && clock() < freshUntil) return last
    // Whoever asks meanwhile waits for this reading.
    reading ??= read().finally(() => {
      reading = undefined
    })
    const known: Estate = last ?? { sources: [], scopes: [] }
    // Nothing known yet is no answer: the first reading is waited for, as long as the database lets it run.
    const found = last ? within(ESTATE_PATIENCE_MS, reading, known) : reading.catch(() => known)
    const estate = await found
    if (estate !== known) last = estate
    return estate
  }
}
