import { existsSync } from 'node:fs'
import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { DataDirectoryInUseError, lockDataDirectory } from '../../ingest/log/data-directory.ts'
import { connectDatabase } from '../compose/open-database.ts'
import { openLog } from '../compose/open-log.ts'
import type { ProcessOptions } from '../process.ts'
import { usesDataDirectory } from '../settings/engines.ts'
import { askForBackup } from './ask.ts'
import { backUp } from './back-up.ts'
import { BackupError } from './backup-error.ts'
import { isEmptyFolder, verifyFiles } from './files.ts'
import { hasManifest, type Manifest, readManifest, writeManifest } from './manifest.ts'
import { backupsFolder } from './running-backup.ts'

/** What a command needs of its surroundings. */
export type CommandOptions = Omit<ProcessOptions, 'paneFolder' | 'correlate' | 'preview'>

/**
 * Backs up what the settings name into a folder, which is empty or not there. Where another process owns the data
 * folder, that one is asked to do it. Rejects with BackupError, in words.
 */
export async function runBackup(options: CommandOptions, folder: string): Promise<Manifest> {
  const { settings } = options
  const into = resolve(folder)
  if (!(await isEmptyFolder(into))) throw new BackupError(`${into} is not empty. Name a new folder.`)
  if (!usesDataDirectory(settings)) return backUpDirectly(options, into)
  const dataDir = resolve(settings.dataDir)
  if (!existsSync(join(dataDir, 'log')) && !existsSync(join(dataDir, 'database'))) {
    throw new BackupError(`There is nothing to back up: ${dataDir} is no data folder. Set DATA_DIR.`)
  }
  let lock: Awaited<ReturnType<typeof lockDataDirectory>>
  try {
    lock = await lockDataDirectory(dataDir)
  } catch (error) {
    if (!(error instanceof DataDirectoryInUseError)) throw error
    return backUpRunning(options, dataDir, into)
  }
  try {
    return await backUpDirectly(options, into)
  } finally {
    await lock.release()
  }
}

async function backUpDirectly(options: CommandOptions, folder: string): Promise<Manifest> {
  const { log, snapshots, files } = await openLog(options)
  try {
    const database = await connectDatabase(options.settings)
    try {
      const { clock, version } = options
      return await backUp({ database, log, snapshots, logFiles: files, program: version, clock }, folder)
    } finally {
      await database.close()
    }
  } finally {
    await log.close()
  }
}

async function backUpRunning(options: CommandOptions, dataDir: string, into: string): Promise<Manifest> {
  const { host, port, adminToken } = options.settings
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  const name = await askForBackup({ host: reachable, port, adminToken })
  const made = join(backupsFolder(dataDir), basename(name))
  if (!(await hasManifest(made))) {
    throw new BackupError(
      `The process that listens on ${host}:${port} has another data folder than ${dataDir}: its backup is the folder backups/${name} there. Set DATA_DIR, HOST and PORT of the same process.`,
    )
  }
  const manifest = await readManifest(made)
  await mkdir(dirname(into), { recursive: true })
  try {
    await rename(made, into)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error
    await moveToOtherDisk(made, into, manifest)
  }
  return manifest
}

/** The manifest comes last here too. */
async function moveToOtherDisk(from: string, into: string, manifest: Manifest): Promise<void> {
  for (const part of ['tables', 'snapshots', ...(manifest.transport === 'embedded' ? ['log'] : [])]) {
    await cp(join(from, part), join(into, part), { recursive: true })
  }
  await verifyFiles(into, manifest.files)
  await writeManifest(into, manifest)
  await rm(from, { recursive: true })
}
