import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, DatabaseError } from '../database/database.ts'
import { openEmbeddedDatabase } from '../database/embedded.ts'
import { migrate } from '../database/migrate.ts'
import { insertOnce } from './insert-once.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'insert-once-'))
let database: Database
beforeAll(async () => {
  database = await openEmbeddedDatabase({ dataDir })
  await migrate(database, { eventDays: 30, incidentDays: 30 })
})
afterAll(async () => {
  await database.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const insertOf = (from: number, to: number) => ({
  rows: [from, to].map((offset) => ({
    at: '2026-01-01 00:00:00.000',
    log_partition: 'p',
    log_offset: offset,
  })),
  from,
  to,
  token: `notifications:p:${from}-${to}`,
})

async function untilDone(attempt: () => Promise<void>): Promise<number> {
  for (let failures = 0; ; failures++) {
    const error: unknown = await attempt().catch((failure: unknown) => failure)
    if (error === undefined) return failures
    expect(error).toMatchObject({ name: 'DatabaseError', unavailable: true })
  }
}

const offsets = async (from: number) =>
  (
    await database.query<{ log_offset: number }>(
      'SELECT log_offset FROM notifications WHERE log_offset >= {from:UInt64} ORDER BY log_offset',
      { from },
    )
  ).map((row) => row.log_offset)

/** A database whose first insert fails, having done this. */
function failing(first: (table: string, rows: object[], token: string) => Promise<void>): Database {
  let failures = 0
  return {
    ...database,
    async insert(table, rows, token) {
      if (failures++ > 0) return database.insert(table, rows, token)
      await first(table, rows, token)
      throw new DatabaseError('injected', true)
    },
  }
}

test('an insert of which the answer got lost counts once', async () => {
  const attempt = insertOnce(
    failing((table, rows, token) => database.insert(table, rows as never, token)),
    'notifications',
    'p',
    insertOf(10, 11),
    'a',
  )
  expect(await untilDone(attempt)).toBe(1)
  expect(await offsets(10)).toEqual([10, 11])
})

test('rows whose token ClickHouse noted without them are there in the end, once', async () => {
  // As after a kill between noting the token and adding the rows: the token is known, the rows are gone.
  const lost = failing(async (table, rows, token) => {
    await database.insert(table, rows as never, token)
    await database.execute(
      'ALTER TABLE notifications DELETE WHERE log_offset >= 20 SETTINGS mutations_sync = 2',
    )
    expect(await offsets(20)).toEqual([])
    await database.insert(table, rows as never, token)
    expect(await offsets(20)).toEqual([])
  })
  const attempt = insertOnce(lost, 'notifications', 'p', insertOf(20, 21), 'a')
  expect(await untilDone(attempt)).toBe(2)
  expect(await offsets(20)).toEqual([20, 21])
})

test('what somebody before inserted under the same offsets does not keep it out', async () => {
  await insertOnce(database, 'notifications', 'p', insertOf(30, 31), 'a')()
  await insertOnce(database, 'notifications', 'p', insertOf(30, 31), 'b')()
  expect(await offsets(30)).toEqual([30, 30, 31, 31])
})
