import { randomUUID } from 'node:crypto'
import { openEmbeddedDatabase } from '../../database/embedded.ts'
import { migrate } from '../../database/migrate.ts'
import { openEmbeddedLog } from '../../log/embedded.ts'
import { startLoader } from '../loader.ts'
import { alertRecord, correlationRecord, decision, entryOf } from './records.ts'

// Appends alert events, and after each few of them a correlation record that decides about them, while loading
// both, until it is killed. Prints "loaded <offset>" after each batch.
const [dataDir = ''] = process.argv.slice(1)
const log = await openEmbeddedLog({
  dataDir,
  clock: Date.now,
  newId: randomUUID,
  retention: { days: 7, bytes: 1e9 },
})
const database = await openEmbeddedDatabase({ dataDir, connections: 1 })
await migrate(database, { eventDays: 36_500, incidentDays: 36_500 })
startLoader({
  log,
  database,
  arrivalDefaults: { scope: 'default', clockToleranceMs: 120_000 },
  clock: Date.now,
  logger: { info() {}, warn: (details, message) => console.error(message, details) },
  onProgress: ({ offset }) => console.log(`loaded ${offset}`),
})
let [{ end } = { end: 0 }] = await log.partitions()
for (;;) {
  const count = 1 + Math.floor(Math.random() * 200)
  const alerts = Array.from({ length: count }, (_, i) => entryOf(alertRecord(end + i)))
  const decisions = Array.from({ length: count }, (_, i) => decision(end + i))
  await log.append([...alerts, entryOf(correlationRecord({ events: decisions }))])
  end += count + 1
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 20))
}
