import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { pino } from 'pino'
import { startProcess } from './process.ts'
import { startCorrelationThread } from './roles/correlation/start-thread.ts'
import { previewInThread } from './roles/preview/preview-thread.ts'
import { helpText, readSettings } from './settings/environment.ts'
import { readSettingsFile } from './settings/file.ts'
import { SettingsError } from './settings/settings-error.ts'

const ROOT = join(import.meta.dirname, '../..')
/** With no more cores than this, all of them have work of their own when it counts. */
const FEW_CORES = 4

// Several threads that collect garbage together take longer in all than one of them alone.
if (availableParallelism() <= FEW_CORES) setFlagsFromString('--no-parallel-scavenge')

const settings = read()
const logger = pino({ level: settings.logLevel, serializers: { error: pino.stdSerializers.err } })
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }

try {
  const file = await readSettingsFile(settings.settingsFile, settings.settingsFileNamed)
  const running = await startProcess({
    settings,
    file,
    logger,
    version,
    clock: Date.now,
    monotonic: () => performance.now(),
    newId: randomUUID,
    correlate: startCorrelationThread,
    preview: previewInThread,
    paneFolder: join(ROOT, 'dist/web'),
  })
  let stopping = false
  const stop = (signal: string) => {
    if (stopping) return
    stopping = true
    logger.info({ signal }, 'stopping')
    // Whatever hangs must not keep the process: what was accepted is on the log already.
    setTimeout(() => process.exit(0), settings.shutdownTimeoutMs).unref()
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  // Last: whoever waits for this line may send a signal at once.
  console.log(`Barograph ${version} is ready on ${running.url}`)
} catch (error) {
  fail(error)
}

function read() {
  try {
    const read = readSettings(process.argv.slice(2), process.env)
    if (read !== 'help') return read
    console.log(helpText())
    process.exit(0)
  } catch (error) {
    return fail(error)
  }
}

/** What a person can mend is said in a sentence; anything else with its stack. */
function fail(error: unknown): never {
  const known = error instanceof SettingsError || (error instanceof Error && error.name !== 'TypeError')
  console.error(known ? `Barograph cannot start: ${(error as Error).message}` : error)
  process.exit(1)
}
