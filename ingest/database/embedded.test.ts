import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { CONTRACT_LIMITS, describeDatabase } from './database.contract.ts'
import type { Database } from './database.ts'
import { openEmbeddedDatabase } from './embedded.ts'

// One process can have one data folder open, so the whole file shares a database.
const dataDir = mkdtempSync(join(tmpdir(), 'embedded-database-'))
let database: Database

describeDatabase(
  'the embedded database',
  async () => {
    database = await openEmbeddedDatabase({ dataDir, connections: 2, limits: CONTRACT_LIMITS })
    return database
  },
  () => database.close(),
)
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

test("ClickHouse's own logs are not kept", async () => {
  expect(
    await database.query("SELECT name FROM system.tables WHERE database = 'system' AND name LIKE '%\\_log'"),
  ).toEqual([])
})
