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

const [verb, folder, ...flags] = process.argv.slice(2)
try {
  if ((verb !== 'backup' && verb !== 'restore') || folder === undefined || folder.startsWith('-')) {
    throw new Error(
      'usage: npm run backup -- FOLDER, or npm run restore -- FOLDER, with the settings of npm start',
    )
  }
  const options = await readOptions(flags)
  if (verb === 'backup')
    console.log(`Backed up ${contents(await runBackup(options, folder))} into ${folder}.`)
  else {
    const { manifest, missing } = await runRestore(options, folder)
    console.log(`Restored the backup of ${manifest.madeAt}: ${contents(manifest)}.`)
    for (const line of missing) console.warn(line)
  }
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

function contents({ tables, partitions, transport }: Manifest): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const ends = partitions.map(({ partition, end }) => `${partition} at offset ${end}`).join(', ')
  return `${rows} rows of ${tables.length} tables${transport === 'embedded' ? ' and the log' : ''} (${ends})`
}
