import { resolve } from 'node:path'
import { lockDataDirectory } from '../../ingest/log/data-directory.ts'
import { connectDatabase } from '../compose/open-database.ts'
import { openLog } from '../compose/open-log.ts'
import { usesDataDirectory } from '../settings/engines.ts'
import type { CommandOptions } from './backup-command.ts'
import { BackupError } from './backup-error.ts'
import { isEmptyFolder } from './files.ts'
import type { Manifest } from './manifest.ts'
import { checkBackup, restore } from './restore.ts'

/** What was restored, and what is missing, in words. */
export interface Restored {
  manifest: Manifest
  missing: string[]
}

/**
 * Restores the backup in a folder to what the settings name: an empty or new data folder, and an empty database.
 * Rejects with BackupError or DatabaseError, in words.
 */
export async function runRestore(options: CommandOptions, folder: string): Promise<Restored> {
  const { settings, clock } = options
  const from = resolve(folder)
  const dataDir = resolve(settings.dataDir)
  const transport = settings.kafka ? 'kafka' : 'embedded'
  const manifest = await checkBackup(from, transport)
  const ownsFolder = usesDataDirectory(settings)
  if (ownsFolder && !(await isEmptyFolder(dataDir, OWN))) {
    throw new BackupError(
      `The data folder ${dataDir} is not empty. Set DATA_DIR to a new folder, or move what is in it away.`,
    )
  }
  const lock = ownsFolder ? await lockDataDirectory(dataDir) : undefined
  try {
    const missing = await restore(from, manifest, {
      transport,
      dataDir,
      openDatabase: () => connectDatabase(settings),
      openLog: () => openLog(options),
      clock,
    })
    return { manifest, missing }
  } finally {
    await lock?.release()
  }
}

/** What a data folder without data may hold: who owned it, and what a disk of its own has. */
const OWN = ['owner', 'lost+found']
