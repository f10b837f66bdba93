import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { startProcess } from '../../server/process.ts'
import { createCorrelation } from '../../server/roles/correlation/correlation.ts'
import { previewHere } from '../../server/roles/preview/previewer.ts'
import { readSettings } from '../../server/settings/environment.ts'
import { parseSettingsFile } from '../../server/settings/file.ts'
import { type Client, clientOf } from './client.ts'

/** How to start a whole Barograph inside the test's own process. */
export interface InProcessOptions {
  /** Environment settings that differ from the defaults. */
  environment?: Record<string, string>
  /** The settings file, as YAML or JSON. */
  file?: string
  /** An earlier run's folder; without it a new one. */
  dataDir?: string
  /** Epoch milliseconds. */
  clock?: () => number
  /** The built pane; without it there is none. */
  paneFolder?: string
  /** Where to listen; a free port unless given. */
  port?: number
  /** Sent with every request. */
  headers?: Record<string, string>
}

/** A whole Barograph, listening on a free port. */
export interface InProcess extends Client {
  dataDir: string
  /** Everything that it logged as an error. */
  errors: string[]
  /** Stops it and leaves its folder, for another one to start there. */
  stop(): Promise<void>
  /** Stops it and removes its folder. */
  close(): Promise<void>
}

const PINO_ERROR = 50

/** Starts a whole Barograph, as server/main.ts does, on a free port of 127.0.0.1. */
export async function startInProcess(options: InProcessOptions = {}): Promise<InProcess> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'barograph-test-')))
  const settings = readSettings([], {
    PORT: String(options.port ?? 0),
    DATA_DIR: dataDir,
    ...options.environment,
  })
  if (settings === 'help') throw new Error('no settings')
  const errors: string[] = []
  const stream = {
    write(line: string) {
      if ((JSON.parse(line) as { level: number }).level >= PINO_ERROR) errors.push(line)
    },
  }
  const running = await startProcess({
    settings,
    file: parseSettingsFile(options.file ?? '', 'the settings of this test'),
    logger: pino({ level: 'warn', serializers: { error: pino.stdSerializers.err } }, stream),
    version: '0.0.0-test',
    clock: options.clock ?? Date.now,
    monotonic: () => performance.now(),
    newId: randomUUID,
    correlate: createCorrelation,
    preview: previewHere,
    paneFolder: options.paneFolder ?? join(dataDir, 'no-pane'),
  }).catch(async (error: unknown) => {
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true })
    throw error
  })
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= running.stop()
    return stopped
  }
  return {
    ...clientOf(running.url, options.headers),
    dataDir,
    errors,
    stop,
    async close() {
      await stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
