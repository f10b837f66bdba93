import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readBrokenParts } from './broken-parts.ts'
import type { Database } from './database.ts'
import { openEmbeddedDatabase } from './embedded.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'broken-parts-'))
let database: Database
afterAll(async () => {
  await database.close()
  rmSync(dataDir, { recursive: true, force: true })
})

async function reopened(): Promise<Database> {
  await database.close()
  return openEmbeddedDatabase({ dataDir, connections: 1 })
}

function damage(part: string): void {
  const store = join(dataDir, 'database/store')
  const files = readdirSync(store, { recursive: true, encoding: 'utf8' })
  const own = files.filter((file) => file.endsWith(join(part, 'data.bin')))
  expect(own).toHaveLength(1)
  for (const file of own) truncateSync(join(store, file), 1)
}

test('damaged parts are told of, unless a later part has their rows', async () => {
  database = await openEmbeddedDatabase({ dataDir, connections: 1 })
  await database.execute(
    'CREATE TABLE whole (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS old_parts_lifetime = 1000',
  )
  for (const n of [1, 2, 3]) await database.insert('whole', [{ n }], `token-${n}`)
  expect(await readBrokenParts(database)).toEqual([])

  await database.execute('OPTIMIZE TABLE whole FINAL')
  damage('all_1_1_0')
  database = await reopened()
  expect(await database.query('SELECT count() AS rows FROM whole')).toEqual([{ rows: 3 }])
  expect(await readBrokenParts(database)).toEqual([])

  await database.insert('whole', [{ n: 4 }], 'token-4')
  damage('all_4_4_0')
  database = await reopened()
  expect(await database.query('SELECT count() AS rows FROM whole')).toEqual([{ rows: 3 }])
  expect(await readBrokenParts(database)).toEqual([{ table: 'whole', parts: 1 }])
})
