import type { Status } from '../../schema/api/status.ts'
import { scopes, sources } from '../query/sources.ts'
import type { ApiOptions } from './options.ts'

/** Who sends what is read again after this long, or after this many times what reading it took. */
const FRESH_MS = 5000
const FRESH_FOR_ITS_COST = 50

/** How Barograph is now; who sends what may be some seconds old, as it is read from every event's arrival. */
export function statusReader(
  options: Pick<
    ApiOptions,
    'database' | 'log' | 'clock' | 'version' | 'roles' | 'lag' | 'problems' | 'demo' | 'defaultScope'
  >,
): () => Promise<Status> {
  const { database, log, clock } = options
  let freshUntil = 0
  let known: Promise<Pick<Status, 'sources' | 'scopes'>> | undefined
  const read = async () => {
    const startedAt = clock()
    const found = { sources: await sources(database, startedAt), scopes: await scopes(database) }
    freshUntil = clock() + Math.max(FRESH_MS, FRESH_FOR_ITS_COST * (clock() - startedAt))
    return found
  }
  return async () => {
    if (!known || clock() >= freshUntil) {
      // Whoever asks meanwhile waits for this reading.
      freshUntil = Infinity
      known = read()
    }
    const estate = await known.catch((error: unknown) => {
      known = undefined
      throw error
    })
    const partitions = await log.partitions()
    return {
      version: options.version,
      roles: options.roles,
      log: {
        transport: log.transport,
        records: partitions.reduce((sum, { end }) => sum + end, 0),
      },
      lag: await options.lag(),
      problems: options.problems(),
      scopes: [...new Set([options.defaultScope, ...estate.scopes])].sort(),
      sources: estate.sources,
      demo: options.demo.state(),
    }
  }
}
