import type { Database } from '../../database/database.ts'
import type { Log } from '../../log/log.ts'
import { type Loader, type LoaderOptions, startLoader } from '../loader.ts'

/** Starts a loader that says nothing of what it does, for tests. */
export function startQuietLoader(
  log: Log,
  database: Database,
  more: Pick<LoaderOptions, 'onProgress'> = {},
): Loader {
  return startLoader({
    log,
    database,
    arrivalDefaults: { scope: 'default', clockToleranceMs: 120_000 },
    clock: Date.now,
    logger: { info() {}, warn() {} },
    ...more,
  })
}
