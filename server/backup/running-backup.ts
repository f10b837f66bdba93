import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ProblemError } from '../../schema/problem.ts'
import type { Logger } from '../logger.ts'
import { type BackupSource, backUp } from './back-up.ts'
import { hasManifest } from './manifest.ts'

/** Where a running process puts the backups that it is asked for. */
export function backupsFolder(dataDir: string): string {
  return join(dataDir, 'backups')
}

/**
 * Backs a running process up, one backup at a time, each into a folder of its own in DATA_DIR/backups: whoever asks
 * names no folder of the server. Resolves with the folder's name. Rejects with ProblemError.
 */
export function runningBackup(
  source: BackupSource,
  dataDir: string,
  logger: Logger,
): () => Promise<{ name: string }> {
  const parent = backupsFolder(dataDir)
  let running = false

  async function make(): Promise<{ name: string }> {
    await removeUnfinished(parent)
    const name = new Date(source.clock()).toISOString().replaceAll(':', '-')
    const folder = join(parent, name)
    try {
      const { tables, partitions } = await backUp(source, folder)
      logger.info({ folder, tables: tables.length, partitions }, 'backed up')
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw error
    }
    return { name }
  }

  return async () => {
    if (running) {
      throw new ProblemError(409, 'A backup is running', 'wait for it, then ask again')
    }
    running = true
    try {
      return await make()
    } catch (error) {
      logger.error({ error }, 'backing up failed')
      throw new ProblemError(500, 'The backup failed', (error as Error).message)
    } finally {
      running = false
    }
  }
}

/** What a process left that was killed meanwhile. */
async function removeUnfinished(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const folder = join(parent, name)
    if ((await stat(folder)).isDirectory() && !(await hasManifest(folder)))
      await rm(folder, { recursive: true })
  }
}
