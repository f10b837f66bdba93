import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '../../ingest/database/database.ts'
import { SCHEMA_VERSION } from '../../ingest/database/migrate.ts'
import { beginRestoring, endRestoring } from '../../ingest/database/restoring.ts'
import { createTable } from '../../ingest/database/table-definition.ts'
import { openSnapshotFiles } from '../../ingest/log/snapshot-files.ts'
import type { OpenLog } from '../compose/open-log.ts'
import { CORRELATOR_SNAPSHOT } from '../roles/correlation/log-host.ts'
import { tableFile } from './back-up.ts'
import { BackupError } from './backup-error.ts'
import { verifyFiles } from './files.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { setLoaderPlaces } from './places.ts'

/** Where a backup is restored to. */
export interface RestoreTarget {
  transport: 'embedded' | 'kafka'
  /** Of the embedded log; nothing is in it yet. */
  dataDir: string
  /** Opens the database, in which nothing is yet. */
  openDatabase(): Promise<Database>
  openLog(): Promise<OpenLog>
  /** Epoch milliseconds. */
  clock: () => number
}

/**
 * Reads a backup's manifest and compares its files with it. Rejects with BackupError, in words, when the backup is
 * incomplete, damaged, of a newer program or of another transport than the target's.
 */
export async function checkBackup(folder: string, transport: RestoreTarget['transport']): Promise<Manifest> {
  const manifest = await readManifest(folder)
  if (manifest.schema > SCHEMA_VERSION) {
    throw new BackupError(
      `The backup was made by a newer version of this program (${manifest.program}: its schema is ${manifest.schema}, this program knows ${SCHEMA_VERSION}). Restore it with that version or a later one.`,
    )
  }
  if (manifest.transport !== transport) {
    throw new BackupError(
      manifest.transport === 'embedded'
        ? 'The backup holds an embedded log. Unset KAFKA_BROKERS to restore it.'
        : 'The backup belongs to a log on Kafka. Set KAFKA_BROKERS and KAFKA_PREFIX to that log.',
    )
  }
  await verifyFiles(folder, manifest.files)
  return manifest
}

/**
 * Restores a checked backup. Until it has come to its end, no process starts on the database. Rejects when anything
 * fails; what was written until then is of no use. Resolves with what is missing, in words: what the log forgot since.
 */
export async function restore(folder: string, manifest: Manifest, target: RestoreTarget): Promise<string[]> {
  const database = await target.openDatabase()
  try {
    await beginRestoring(database)
    const missing = await restoreLog(folder, manifest, target)
    for (const table of manifest.tables) {
      await createTable(database, table)
      await database.fill(table.name, tableFile(folder, table.name))
    }
    await endRestoring(database)
    return missing
  } finally {
    await database.close()
  }
}

async function restoreLog(folder: string, manifest: Manifest, target: RestoreTarget): Promise<string[]> {
  if (target.transport === 'embedded')
    await cp(join(folder, 'log'), join(target.dataDir, 'log'), { recursive: true })
  const { log, snapshots } = await target.openLog()
  try {
    const starts = new Map((await log.partitions()).map(({ partition, start }) => [partition, start]))
    const unknown = manifest.partitions.find(({ partition }) => !starts.has(partition))
    if (unknown) {
      throw new BackupError(
        `The backup belongs to another log: there is no partition ${unknown.partition} here. Its tables cannot be continued by a log whose offsets begin anew.`,
      )
    }
    const saved = await openSnapshotFiles(join(folder, 'snapshots'), target.clock)
    for (const { partition } of manifest.partitions) {
      const snapshot = await saved.load(CORRELATOR_SNAPSHOT, partition)
      // The topic may have a later one than the backup, which is as good and shorter to go on from.
      const there = await snapshots.load(CORRELATOR_SNAPSHOT, partition)
      if (snapshot && snapshot.offset > (there?.offset ?? -1)) {
        await snapshots.save(CORRELATOR_SNAPSHOT, partition, snapshot)
      }
    }
    await setLoaderPlaces(log, manifest.partitions)
    return manifest.partitions.flatMap(({ partition, committed }) => {
      const start = starts.get(partition) ?? 0
      return start > committed
        ? [
            `${partition} has forgotten its records from offset ${committed} to ${start}: what they said is missing.`,
          ]
        : []
    })
  } finally {
    await log.close()
  }
}
