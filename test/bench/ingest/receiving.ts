import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { pino } from 'pino'
import { openEmbeddedLog } from '../../../ingest/log/embedded.ts'
import { createAdmissionGate } from '../../../ingest/receive/admission-gate.ts'
import { createReceiver } from '../../../ingest/receive/receiver.ts'
import { createApp } from '../../../server/api/create-app.ts'
import { createMetrics } from '../../../server/api/metrics.ts'
import { createSessions } from '../../../server/api/sessions.ts'
import { listen } from '../../../server/roles/listen.ts'
import { watchLog } from '../../../server/roles/readiness.ts'
import { readSettings } from '../../../server/settings/environment.ts'
import { parseSettingsFile } from '../../../server/settings/file.ts'

/**
 * A process that only takes in, on the embedded log: what server/process.ts is with the role `ingest` alone, which
 * there needs Kafka. Prints where it listens.
 */

const settings = readSettings([], { PORT: '0', DATA_DIR: join(process.argv[2] ?? '') })
if (settings === 'help') throw new Error('no settings')
const { limits } = parseSettingsFile('', 'the defaults')
const monotonic = () => performance.now()
const logger = pino({ level: settings.logLevel })
const { log, ready, stalledMs } = watchLog(
  await openEmbeddedLog({
    dataDir: settings.dataDir,
    clock: Date.now,
    newId: randomUUID,
    retention: { days: 7, bytes: 32 * 1024 ** 3 },
  }),
  monotonic,
)
const metrics = createMetrics()
const receiver = createReceiver({
  log,
  admission: createAdmissionGate({
    maxBytesInFlight: limits.bytesInFlight,
    stalledMs,
    monotonic,
    onRefused: (severity) => metrics.intake.refused(severity),
  }),
  limits,
  mappings: {},
  clock: Date.now,
  newId: randomUUID,
  defaultScope: settings.defaultScope,
  clockToleranceMs: settings.clockToleranceMs,
  resolveTimeoutMs: settings.resolveTimeoutMs,
  counters: metrics.intake,
  logger,
})
const options = {
  metrics,
  logger,
  host: settings.host,
  allowedHosts: settings.allowedHosts,
  tokens: {},
  lag: async () => ({ loaded: 0, correlated: 0 }),
  ready: [ready],
}
const app = createApp(options, createSessions(undefined, Date.now))
app.route('/', receiver.app)
const server = await listen(app.fetch, settings.host, settings.port)
process.once('SIGTERM', async () => {
  await server.stop(settings.shutdownTimeoutMs)
  await log.close()
  process.exit(0)
})
console.log(`is ready on http://${server.host}:${server.port}`)
