import type { Status } from '../../schema/api/status.ts'
import { scopes, sources } from '../query/sources.ts'
import type { ApiOptions } from './options.ts'

/** The list of sources reads every event's arrival, so it is not asked more often than this. */
const SOURCES_FRESH_MS = 5000

/** How Barograph is now; who sends what is at most 5 s old. */
export function statusReader(
  options: Pick<
    ApiOptions,
    'database' | 'log' | 'clock' | 'version' | 'roles' | 'lag' | 'problems' | 'demo' | 'defaultScope'
  >,
): () => Promise<Status> {
  const { database, log, clock } = options
  const read = async () => ({ sources: await sources(database, clock()), scopes: await scopes(database) })
  let estate: { at: number; value: ReturnType<typeof read> } | undefined
  return async () => {
    if (!estate || clock() - estate.at >= SOURCES_FRESH_MS) estate = { at: clock(), value: read() }
    const known = await estate.value.catch((error: unknown) => {
      estate = undefined
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
      scopes: [...new Set([options.defaultScope, ...known.scopes])].sort(),
      sources: known.sources,
      demo: options.demo.state(),
    }
  }
}
