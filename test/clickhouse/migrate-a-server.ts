import { migrate } from '../../ingest/database/migrate.ts'
import { openServerDatabase, type ServerDatabaseOptions } from '../../ingest/database/server.ts'

/** Waits for a line, then opens the server's database of the last argument (JSON), migrates it and says so. */
const options = JSON.parse(process.argv.at(-1) ?? '{}') as ServerDatabaseOptions
console.log('waiting')
await new Promise((resolve) => process.stdin.once('data', resolve))
const database = await openServerDatabase(options)
await migrate(database, { eventDays: 30, incidentDays: 365 })
await database.close()
console.log('migrated')
process.exit(0)
