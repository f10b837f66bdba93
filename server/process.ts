import type { Logger } from 'pino'
import { openEmbeddedDatabase } from '../ingest/database/embedded.ts'
import { migrate } from '../ingest/database/migrate.ts'
import { startDemo } from '../ingest/demo/run.ts'
import { startLoader } from '../ingest/load/loader.ts'
import { lockDataDirectory } from '../ingest/log/data-directory.ts'
import { openEmbeddedLog } from '../ingest/log/embedded.ts'
import { createReceiver } from '../ingest/receive/receiver.ts'
import type { SettingsFile } from '../schema/settings/file.ts'
import { createApi } from './api/create-api.ts'
import { createMetrics } from './api/metrics.ts'
import { requireTokens } from './api/middleware/authorise.ts'
import { startCorrelating } from './roles/correlate.ts'
import { createDemoSwitch } from './roles/demo.ts'
import { createLagWatch, measureLag, recordsEver } from './roles/lag.ts'
import { listen } from './roles/listen.ts'
import { every } from './roles/timer.ts'
import type { ProcessSettings } from './settings/environment.ts'

/** What a process is made of. */
export interface ProcessOptions {
  settings: ProcessSettings
  file: SettingsFile
  logger: Logger
  version: string
  /** Epoch milliseconds. */
  clock: () => number
  monotonic: () => number
  newId: () => string
  paneFolder: string
}

/** A process that is ready. */
export interface RunningProcess {
  url: string
  /** Stops taking in, finishes what is in hand and closes everything. */
  stop(): Promise<void>
}

const TRIM_EVERY_MS = 60_000
const LAG_EVERY_MS = 1_000

/** Starts every role in this process on the embedded log and database. Rejects in words when it cannot start. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const { settings, file, logger, clock, monotonic, newId } = options
  requireTokens(settings.host, { ingest: settings.ingestToken, admin: settings.adminToken })
  const lock = await lockDataDirectory(settings.dataDir)
  const log = await openEmbeddedLog({
    dataDir: settings.dataDir,
    clock,
    newId,
    retention: { days: file.retention.logDays, bytes: file.retention.logBytes },
  })
  const database = await openEmbeddedDatabase({ dataDir: settings.dataDir })
  await migrate(database, file.retention)

  const arrivalDefaults = { scope: settings.defaultScope, clockToleranceMs: settings.clockToleranceMs }
  const metrics = createMetrics()
  const loader = startLoader({
    log,
    database,
    arrivalDefaults,
    clock,
    logger,
    onProgress: ({ age }) => metrics.observe('load', age / 1000),
  })
  const correlator = await startCorrelating({
    log,
    snapshots: log.snapshots,
    settings: { ...file.correlation, latenessMs: settings.latenessMs },
    arrivalDefaults,
    tickMs: settings.tickMs,
    monotonic,
    newId,
    logger,
    onProgress: (_partition, _offset, took) => metrics.observe('correlate', took / 1000),
  })

  const receiver = createReceiver({
    log,
    limits: file.limits,
    mappings: file.mappings,
    clock,
    newId,
    defaultScope: settings.defaultScope,
    clockToleranceMs: settings.clockToleranceMs,
    resolveTimeoutMs: settings.resolveTimeoutMs,
    counters: metrics.intake,
    logger,
  })
  const lag = () => measureLag(log, { loaded: loader.loadedOffset, correlated: correlator.positions })
  const watch = createLagWatch(clock)
  let url = ''
  const demo = createDemoSwitch((signal) => {
    return startDemo({ url, clock, signal, ...(settings.adminToken && { token: settings.adminToken }) })
  }, logger)
  const api = createApi({
    database,
    log,
    intake: receiver,
    progress: loader,
    demo,
    metrics,
    logger,
    clock,
    newId,
    version: options.version,
    roles: settings.roles,
    host: settings.host,
    allowedHosts: settings.allowedHosts,
    tokens: { ingest: settings.ingestToken, admin: settings.adminToken },
    defaultScope: settings.defaultScope,
    arrivalDefaults,
    resolveTimeoutMs: settings.resolveTimeoutMs,
    lag,
    problems: watch.problems,
    paneFolder: options.paneFolder,
  })
  const timers = [
    every(TRIM_EVERY_MS, () => log.trim(), logger),
    every(LAG_EVERY_MS, async () => watch.note(await lag(), await recordsEver(log)), logger),
  ]
  const server = await listen(api.app.fetch, settings.host, settings.port)
  url = `http://${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}`

  return {
    url,
    async stop() {
      for (const timer of timers) timer.stop()
      demo.stop()
      await api.close()
      await server.stop(settings.shutdownTimeoutMs / 2)
      await correlator.stop()
      await loader.stop()
      await database.close()
      await log.close()
      await lock.release()
    },
  }
}
