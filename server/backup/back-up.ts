import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '../../ingest/database/database.ts'
import { readSchemaVersion } from '../../ingest/database/migrate.ts'
import { readDefinitions, type TableDefinition } from '../../ingest/database/table-definition.ts'
import { LOADER_BATCH, LOADER_GROUP } from '../../ingest/load/loader.ts'
import { readPositions, startOffset } from '../../ingest/load/positions.ts'
import type { Log } from '../../ingest/log/log.ts'
import { openSnapshotFiles } from '../../ingest/log/snapshot-files.ts'
import type { SnapshotStore } from '../../ingest/log/snapshots.ts'
import { TABLES } from '../../schema/tables/tables.ts'
import { CORRELATOR_SNAPSHOT } from '../roles/correlation/log-host.ts'
import { listFiles } from './files.ts'
import { type Manifest, writeManifest } from './manifest.ts'

/** The embedded log's own files. */
export interface LogFiles {
  /** Keeps what readers may need as of now until the returned function is called. */
  hold(): () => void
  copyTo(folder: string): Promise<void>
}

/** What is backed up. */
export interface BackupSource {
  database: Database
  log: Log
  snapshots: SnapshotStore
  /** Undefined on Kafka, which keeps its topics itself. */
  logFiles: LogFiles | undefined
  program: string
  /** Epoch milliseconds. */
  clock: () => number
}

/** Where a backup keeps a table. */
export function tableFile(folder: string, table: string): string {
  return join(folder, 'tables', `${table}.tsv.gz`)
}

/**
 * Backs up into a new folder, while everything goes on. What is written later reaches at least as far along the log
 * as what was written before: first the tables, then the correlator's states, then the log. So whoever starts with it
 * finds what a table lacks on the log. Rejects when anything fails; then there is no manifest.
 */
export async function backUp(source: BackupSource, folder: string): Promise<Manifest> {
  const { database, log, logFiles, program, clock } = source
  await mkdir(folder, { recursive: true })
  const release = logFiles?.hold()
  try {
    const madeAt = new Date(clock()).toISOString()
    const schema = await readSchemaVersion(database)
    const definitions = await readDefinitions(database)
    const partitions = await readPlaces(log, database, definitions)
    const tables = await copyTables(database, definitions, folder)
    await copySnapshots(source, partitions, folder)
    await logFiles?.copyTo(join(folder, 'log'))
    const files = await listFiles(folder)
    const { transport } = log
    const manifest: Manifest = { format: 1, program, madeAt, transport, schema, tables, partitions, files }
    await writeManifest(folder, manifest)
    return manifest
  } finally {
    release?.()
  }
}

/** Where the loaders are, and where one that started now would begin. */
async function readPlaces(
  log: Log,
  database: Database,
  definitions: TableDefinition[],
): Promise<Manifest['partitions']> {
  // A database that nothing has opened since the program is newer may lack some.
  const tables = TABLES.map(({ name }) => name).filter((name) => definitions.some((one) => one.name === name))
  const groupPlaces = await log.committed(LOADER_GROUP)
  const places: Manifest['partitions'] = []
  for (const { partition, end } of await log.partitions()) {
    const committed = groupPlaces.get(partition) ?? 0
    const loadFrom = startOffset(committed, await readPositions(database, partition, tables), LOADER_BATCH)
    places.push({ partition, committed, loadFrom, end })
  }
  return places
}

async function copyTables(
  database: Database,
  definitions: TableDefinition[],
  folder: string,
): Promise<Manifest['tables']> {
  await mkdir(join(folder, 'tables'))
  const tables: Manifest['tables'] = []
  for (const { name, definition } of definitions) {
    const [found] = await database.query<{ rows: number }>(`SELECT count() AS rows FROM ${name}`)
    await database.dump(name, tableFile(folder, name))
    tables.push({ name, definition, rows: found?.rows ?? 0 })
  }
  return tables
}

async function copySnapshots(
  { snapshots, clock }: BackupSource,
  partitions: { partition: string }[],
  folder: string,
): Promise<void> {
  const files = await openSnapshotFiles(join(folder, 'snapshots'), clock)
  for (const { partition } of partitions) {
    const snapshot = await snapshots.load(CORRELATOR_SNAPSHOT, partition)
    if (snapshot) await files.save(CORRELATOR_SNAPSHOT, partition, snapshot)
  }
}
