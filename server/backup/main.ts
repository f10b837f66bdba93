import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { readSettings } from '../settings/environment.ts'
import { readSettingsFile } from '../settings/file.ts'
import { type CommandOptions, runBackup } from './backup-command.ts'
import type { Manifest } from './manifest.ts'
import { runRestore } from './restore-command.ts'

const ROOT = join(import.meta.dirname, '../../..')
const COMMANDS = { backup: runBackup, restore: runRestore }

const [verb, folder, ...flags] = process.argv.slice(2)
try {
  if ((verb !== 'backup' && verb !== 'restore') || folder === undefined || folder.startsWith('-')) {
    throw new Error(
      'usage: npm run backup -- FOLDER, or npm run restore -- FOLDER, with the settings of npm start',
    )
  }
  const manifest = await COMMANDS[verb](await readOptions(flags), folder)
  console.log(summary(verb, manifest, folder))
} catch (error) {
  console.error(`The ${verb} was not done: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}

async function readOptions(flags: string[]): Promise<CommandOptions> {
  const settings = readSettings(flags, process.env)
  if (settings === 'help') throw new Error('npm start -- --help prints the settings')
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  return {
    settings,
    file: await readSettingsFile(settings.settingsFile, settings.settingsFileNamed),
    logger: pino({ level: 'warn' }),
    version,
    clock: Date.now,
    monotonic: () => performance.now(),
    newId: randomUUID,
  }
}

function summary(verb: keyof typeof COMMANDS, manifest: Manifest, folder: string): string {
  const { tables, partitions, madeAt } = manifest
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const ends = partitions.map(({ partition, end }) => `${partition} to offset ${end}`).join(', ')
  return verb === 'backup'
    ? `Backed up ${rows} rows of ${tables.length} tables and the log (${ends}) into ${folder}.`
    : `Restored the backup of ${madeAt}: ${rows} rows of ${tables.length} tables and the log (${ends}).`
}
