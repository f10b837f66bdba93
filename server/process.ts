import type { Logger } from 'pino'
import { readBrokenParts } from '../ingest/database/broken-parts.ts'
import type { Database } from '../ingest/database/database.ts'
import { startDemo } from '../ingest/demo/run.ts'
import { LOADER_GROUP } from '../ingest/load/loader.ts'
import { lockDataDirectory } from '../ingest/log/data-directory.ts'
import { createAdmissionGate } from '../ingest/receive/admission-gate.ts'
import { createReceiver } from '../ingest/receive/receiver.ts'
import type { SettingsFile } from '../schema/settings/file.ts'
import { createApi } from './api/create-api.ts'
import { createApp } from './api/create-app.ts'
import { addIntakeGauges, createMetrics } from './api/metrics.ts'
import { requireTokens } from './api/middleware/authorise.ts'
import type { AppOptions } from './api/options.ts'
import { createSessions } from './api/sessions.ts'
import { runningBackup } from './backup/running-backup.ts'
import { openDatabase } from './compose/open-database.ts'
import { openLog } from './compose/open-log.ts'
import { startStages } from './compose/start-stages.ts'
import type { CorrelateRole } from './roles/correlate.ts'
import { createDemoSwitch, noDemo } from './roles/demo.ts'
import { followProgress } from './roles/follow-progress.ts'
import { startHeartbeat } from './roles/heartbeat.ts'
import { lagOf, measurePlaces } from './roles/lag.ts'
import { listen } from './roles/listen.ts'
import type { Previewer } from './roles/preview/previewer.ts'
import { readyDatabase, watchLog } from './roles/readiness.ts'
import { createRefusalWatch } from './roles/refusal-watch.ts'
import { startSelfWatch } from './roles/self-watch.ts'
import { every } from './roles/timer.ts'
import { createSettingsDesk } from './settings/desk.ts'
import { requireEngines, usesDataDirectory } from './settings/engines.ts'
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
  /** Where correlating is done: in a thread of its own, or in this one. */
  correlate: CorrelateRole['correlate']
  /** Where settings are tried on the past, likewise. */
  preview: Previewer
  paneFolder: string
}

/** A process that is ready. */
export interface RunningProcess {
  url: string
  /** Stops taking in, finishes what is in hand and closes everything. */
  stop(): Promise<void>
}

const TRIM_EVERY_MS = 60_000

/** Starts the roles of this process on the log and the database of the settings. Rejects in words when it cannot. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const { settings, file, logger, clock, newId } = options
  const tokens = { ingest: settings.ingestToken, admin: settings.adminToken }
  requireTokens(settings.host, tokens)
  const has = (role: ProcessSettings['roles'][number]) => settings.roles.includes(role)
  requireEngines(settings)
  const lock = usesDataDirectory(settings) ? await lockDataDirectory(settings.dataDir) : undefined
  const { log: unwatched, snapshots, trim, files } = await openLog(options)
  const { log, ready: readyLog, stalledMs } = watchLog(unwatched, options.monotonic)
  const database = has('load') || has('api') ? await openDatabase(options) : undefined

  const arrivalDefaults = { scope: settings.defaultScope, clockToleranceMs: settings.clockToleranceMs }
  const metrics = createMetrics()
  const {
    loader,
    stages,
    adopt,
    stop: stopStages,
  } = await startStages(options, {
    log,
    snapshots,
    database,
    arrivalDefaults,
    metrics,
  })
  const refusals = createRefusalWatch(options.monotonic)
  const admission = createAdmissionGate({
    maxBytesInFlight: file.limits.bytesInFlight,
    stalledMs,
    monotonic: options.monotonic,
    onRefused: (severity) => {
      metrics.intake.refused(severity)
      refusals.note(severity)
    },
  })
  if (has('ingest')) addIntakeGauges(metrics.registry, admission)
  const receiver = createReceiver({
    log,
    admission,
    limits: file.limits,
    mappings: file.mappings,
    clock,
    newId,
    defaultScope: settings.defaultScope,
    senderToken: tokens.ingest,
    clockToleranceMs: settings.clockToleranceMs,
    resolveTimeoutMs: settings.resolveTimeoutMs,
    counters: metrics.intake,
    logger,
  })

  const measure = () => measurePlaces(log, stages)
  const timers = [every(TRIM_EVERY_MS, trim, logger)]
  const appOptions: AppOptions = {
    metrics,
    logger,
    host: settings.host,
    allowedHosts: settings.allowedHosts,
    tokens,
    lag: async () => lagOf(await measure()),
    ready: [readyLog, ...(database ? [readyDatabase(database)] : [])],
  }
  const { app, close } = database && has('api') ? answering(database) : takingIn()
  const server = await listen(app.fetch, settings.host, settings.port).catch(async (error: unknown) => {
    await closeParts(async () => {})
    throw error
  })
  const url = `http://${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}`

  async function closeParts(stopListening: () => Promise<void>): Promise<void> {
    for (const timer of timers) timer.stop()
    await close()
    await stopListening()
    await stopStages()
    await database?.close()
    await log.close()
    await lock?.release()
  }

  function takingIn() {
    const app = createApp(appOptions, createSessions(undefined, clock))
    if (has('ingest')) app.route('/', receiver.app)
    return { app, close: async () => undefined }
  }

  function answering(database: Database) {
    const progress =
      loader && log.transport === 'embedded'
        ? { ...loader, stop: () => undefined }
        : followProgress(log, LOADER_GROUP, logger)
    const demo = has('ingest')
      ? createDemoSwitch(
          (signal) => startDemo({ url, clock, signal, ...(tokens.admin && { token: tokens.admin }) }),
          logger,
        )
      : noDemo
    const { ready } = appOptions
    const monotonic = options.monotonic
    const brokenParts = () => readBrokenParts(database)
    const self = startSelfWatch({
      log,
      ready,
      measure,
      stalledMs,
      refusals,
      brokenParts,
      monotonic,
      logger,
    })
    timers.push(self)
    if (settings.heartbeatUrl !== undefined) {
      const { heartbeatUrl: url, heartbeatIntervalMs: intervalMs } = settings
      timers.push(
        startHeartbeat({ url, intervalMs, sees: self.sees, count: metrics.beat, monotonic, logger }),
      )
    }
    const desk = createSettingsDesk({
      path: settings.settingsFile,
      file,
      latenessMs: settings.latenessMs,
      alone: log.transport === 'embedded',
      apply: adopt,
    })
    const api = createApi({
      ...appOptions,
      database,
      log,
      intake: receiver,
      progress,
      demo,
      clock,
      newId,
      version: options.version,
      roles: settings.roles,
      defaultScope: settings.defaultScope,
      arrivalDefaults,
      resolveTimeoutMs: settings.resolveTimeoutMs,
      settings: desk,
      preview: options.preview,
      calendars: () => desk.inForce().correlation.calendars,
      self,
      backUp:
        lock &&
        runningBackup(
          { database, log, snapshots, logFiles: files, program: options.version, clock },
          settings.dataDir,
          logger,
        ),
      paneFolder: options.paneFolder,
    })
    const close = async () => {
      demo.stop()
      await api.close()
      progress.stop()
    }
    return { app: api.app, close }
  }

  return {
    url,
    stop: () => closeParts(() => server.stop(settings.shutdownTimeoutMs / 2)),
  }
}
