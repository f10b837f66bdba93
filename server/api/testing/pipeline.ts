import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '../../../ingest/database/database.ts'
import { openEmbeddedDatabase } from '../../../ingest/database/embedded.ts'
import { migrate } from '../../../ingest/database/migrate.ts'
import { startLoader } from '../../../ingest/load/loader.ts'
import { openEmbeddedLog } from '../../../ingest/log/embedded.ts'
import type { Log } from '../../../ingest/log/log.ts'
import { createAdmissionGate } from '../../../ingest/receive/admission-gate.ts'
import { createReceiver } from '../../../ingest/receive/receiver.ts'
import { correlationSettings } from '../../../schema/settings/correlation.ts'
import { settingsFile } from '../../../schema/settings/file.ts'
import { limits } from '../../../schema/settings/limits.ts'
import { startCorrelating } from '../../roles/correlate.ts'
import { createCorrelation } from '../../roles/correlation/correlation.ts'
import { lagOf, measurePlaces } from '../../roles/lag.ts'
import { previewHere } from '../../roles/preview/previewer.ts'
import { readyDatabase, watchLog } from '../../roles/readiness.ts'
import { createSettingsDesk } from '../../settings/desk.ts'
import { type Api, createApi } from '../create-api.ts'
import { createMetrics } from '../metrics.ts'
import type { ApiOptions } from '../options.ts'

/** Everything from the intake to the API in one process, in a folder of its own, for tests. */
export interface Pipeline {
  api: Api
  log: Log
  database: Database
  /** The status and JSON body (text where it is none) of a request; a body is sent as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Waits until all that was accepted is correlated and loaded. */
  settle(): Promise<void>
  close(): Promise<void>
}

/** An answer as tests look at it. */
export interface Answer {
  status: number
  headers: Headers
  // Tests look into answers of every shape.
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects says the shape
  body: any
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** Starts a pipeline; `changed` replaces parts of what the API is given. */
export async function startPipeline(changed: Partial<ApiOptions> = {}): Promise<Pipeline> {
  const dataDir = await mkdtemp(join(tmpdir(), 'barograph-api-'))
  const clock = Date.now
  const newId = randomUUID
  const log = await openEmbeddedLog({ dataDir, clock, newId, retention: { days: 7, bytes: 1e9 } })
  const database = await openEmbeddedDatabase({ dataDir })
  await migrate(database, { eventDays: 90, incidentDays: 730 })
  const arrivalDefaults = { scope: 'default', clockToleranceMs: 120_000 }
  const loader = startLoader({ log, database, arrivalDefaults, clock, logger: quiet })
  const correlator = await startCorrelating({
    log,
    snapshots: log.snapshots,
    settings: correlationSettings.parse({}),
    arrivalDefaults,
    tickMs: 60_000,
    monotonic: () => performance.now(),
    newId,
    correlate: createCorrelation,
    logger: quiet,
  })
  const metrics = createMetrics()
  const intake = createReceiver({
    log,
    admission: createAdmissionGate({
      maxBytesInFlight: 64 * 1024 * 1024,
      stalledMs: () => 0,
      monotonic: () => performance.now(),
      onRefused: metrics.intake.refused,
    }),
    limits: limits.parse({}),
    mappings: {},
    clock,
    newId,
    defaultScope: 'default',
    clockToleranceMs: 120_000,
    resolveTimeoutMs: 300_000,
    counters: metrics.intake,
    logger: quiet,
  })
  const lag = async () =>
    lagOf(
      await measurePlaces(log, {
        loaded: async () => loader.loadedOffset,
        correlated: async () => (partition) => correlator.positions().get(partition) ?? 0,
      }),
    )
  const api = createApi({
    database,
    log,
    intake,
    progress: loader,
    demo: { start: async () => {}, state: () => 'idle' },
    metrics,
    logger: quiet,
    clock,
    newId,
    version: '0.0.0',
    roles: ['ingest', 'load', 'correlate', 'api'],
    host: '127.0.0.1',
    allowedHosts: [],
    tokens: {},
    defaultScope: 'default',
    arrivalDefaults,
    resolveTimeoutMs: 300_000,
    calendars: () => [],
    settings: createSettingsDesk({
      path: join(dataDir, 'barograph.yaml'),
      file: settingsFile.parse({}),
      latenessMs: 600_000,
      alone: true,
      apply: correlator.adopt,
    }),
    preview: previewHere,
    lag,
    ready: [watchLog(log, () => performance.now()).ready, readyDatabase(database)],
    self: { stages: () => [], problems: () => [] },
    paneFolder: join(dataDir, 'no-pane'),
    ...changed,
  })
  return {
    api,
    log,
    database,
    async call(method, path, body, headers = {}) {
      const json = body === undefined ? {} : { 'content-type': 'application/json' }
      const response = await api.app.request(path, {
        method,
        headers: { ...json, ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      const isJson = /json/.test(response.headers.get('content-type') ?? '')
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
    },
    async settle() {
      for (;;) {
        const { loaded, correlated } = await lag()
        if (loaded === 0 && correlated === 0) return
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    async close() {
      await api.close()
      await correlator.stop()
      await loader.stop()
      await database.close()
      await log.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
