import type { Database } from '../../ingest/database/database.ts'
import { openEmbeddedDatabase } from '../../ingest/database/embedded.ts'
import { migrate } from '../../ingest/database/migrate.ts'
import { openServerDatabase } from '../../ingest/database/server.ts'
import type { ProcessOptions } from '../process.ts'
import type { ProcessSettings } from '../settings/environment.ts'

/**
 * Opens the database, a server where one is named, else the embedded one, and brings it to this program's schema.
 * Rejects when it cannot be opened.
 */
export async function openDatabase({
  settings,
  file,
}: Pick<ProcessOptions, 'settings' | 'file'>): Promise<Database> {
  const database = await connectDatabase(settings)
  await migrate(database, file.retention)
  return database
}

/** Opens the database as it is. Rejects when it cannot be opened. */
export async function connectDatabase(settings: ProcessSettings): Promise<Database> {
  return settings.clickhouse
    ? openServerDatabase(settings.clickhouse)
    : openEmbeddedDatabase({ dataDir: settings.dataDir })
}
