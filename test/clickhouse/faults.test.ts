import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request as connect, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Database, Row } from '../../ingest/database/database.ts'
import { openServerDatabase, type ServerDatabaseOptions } from '../../ingest/database/server.ts'
import { insertOnce } from '../../ingest/load/insert-once.ts'
import { startClickHouseFront } from '../support/clickhouse-front.ts'
import { type FrontChild, startFrontChild } from '../support/clickhouse-front-child.ts'

const PASSWORD = 'correct horse: battery/staple'
const UNAVAILABLE = { name: 'DatabaseError', unavailable: true }
const folder = mkdtempSync(join(tmpdir(), 'clickhouse-faults-'))
const opened: Database[] = []
let front: FrontChild

async function open(options: Partial<ServerDatabaseOptions> = {}): Promise<Database> {
  const database = await openServerDatabase({
    url: front.url,
    user: 'default',
    password: PASSWORD,
    database: 'faults',
    ...options,
  })
  opened.push(database)
  return database
}

beforeAll(async () => {
  front = await startFrontChild({ folder, password: PASSWORD })
  const database = await open()
  await database.execute(
    'CREATE TABLE numbered (n UInt64, log_partition String, log_offset UInt64) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1',
  )
  await database.execute(
    'CREATE TABLE slow (n UInt64, late UInt8 DEFAULT sleepEachRow(0.3)) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 1000',
  )
})
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close()
})
afterAll(async () => {
  await front.kill()
  rmSync(folder, { recursive: true, force: true })
})

const rowsFrom = (first: number, count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ n: first + index }))

async function untilDone(attempt: () => Promise<void>): Promise<number> {
  for (let failures = 0; ; failures++) {
    const error: unknown = await attempt().catch((failure: unknown) => failure)
    if (error === undefined) return failures
    expect(error).toMatchObject(UNAVAILABLE)
    await delay(50)
  }
}

describe('opening a server that cannot be used says why', () => {
  test('a wrong password, without telling it', async () => {
    const secret = 'hunter2-hunter2'
    const error: unknown = await open({ password: secret }).catch((failure: unknown) => failure)
    expect(error).toMatchObject({ name: 'DatabaseError', unavailable: false })
    expect(String(error)).toContain('refuses the user default: check CLICKHOUSE_USER and CLICKHOUSE_PASSWORD')
    const everything = inspect(error, { depth: 20, showHidden: true })
    expect(everything).not.toContain(secret)
    expect(everything).not.toContain(Buffer.from(`default:${secret}`).toString('base64'))
  })

  test('nobody listens', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const opening = open({ url: `http://127.0.0.1:${port}` })
    await expect(opening).rejects.toMatchObject(UNAVAILABLE)
    await expect(opening).rejects.toThrow(/ECONNREFUSED.*Check CLICKHOUSE_URL/)
  })

  test('a proxy answers in its place', async () => {
    const server = createServer((_, response) => {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const opening = open({ url: `http://127.0.0.1:${port}` })
    await expect(opening).rejects.toMatchObject(UNAVAILABLE)
    await expect(opening).rejects.toThrow('Bad Gateway')
    server.closeAllConnections()
    server.close()
  })

  test('a name that is no name of a database', async () => {
    await expect(open({ database: 'a`; DROP' })).rejects.toThrow('CLICKHOUSE_DATABASE')
  })

  test('a file of authorities that is not there', async () => {
    await expect(open({ caFile: join(folder, 'nowhere.pem') })).rejects.toThrow(/CLICKHOUSE_CA_FILE.*nowhere/)
  })
})

describe('over TLS', () => {
  test('a certificate is believed only when its authority is named', async () => {
    const certificates = join(import.meta.dirname, 'certificates')
    const caFile = join(certificates, 'cert.pem')
    const secure = await startClickHouseFront({
      folder: join(folder, 'secure'),
      port: 0,
      password: PASSWORD,
      tls: {
        key: readFileSync(join(certificates, 'key.pem'), 'utf8'),
        cert: readFileSync(caFile, 'utf8'),
      },
    })
    await expect(open({ url: secure.url })).rejects.toThrow('CLICKHOUSE_CA_FILE')
    const database = await open({ url: secure.url, caFile })
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await database.close()
    await secure.close()
  })
})

describe('a server in trouble', () => {
  test('killed in the midst of inserts, it holds each row once when they were repeated', async () => {
    const [one, two] = [await open(), await open()]
    const batches = 60
    const size = 500
    let done = 0
    const insertAll = async (database: Database, partition: string, start: number) => {
      let failures = 0
      for (let batch = start; batch < batches; batch += 2) {
        const rows = rowsFrom(batch * size, size).map((row) => {
          return { ...row, log_partition: partition, log_offset: batch }
        })
        const insert = { rows, from: batch, to: batch, token: `numbered:${partition}:${batch}` }
        failures += await untilDone(insertOnce(database, 'numbered', partition, insert, 'test'))
        done++
      }
      return failures
    }
    const killing = async () => {
      for (const after of [5, 20, 35, 50]) {
        while (done < after) await delay(1)
        await front.kill()
        await front.start()
      }
    }
    const [first, second] = await Promise.all([
      insertAll(one, 'even', 0),
      insertAll(two, 'odd', 1),
      killing(),
    ])
    expect(first + second).toBeGreaterThan(0)
    const [counted] = await one.query(
      'SELECT count() AS rows, uniqExact(n) AS numbers, max(n) AS last FROM numbered',
    )
    expect(counted).toEqual({ rows: batches * size, numbers: batches * size, last: batches * size - 1 })
  })

  test('halted, it is given up in time and tried again', async () => {
    const database = await open({ timeouts: { query: 2, insert: 2, statement: 5 } })
    await database.query('SELECT 1')
    front.signal('SIGSTOP')
    const answers = await Promise.allSettled([
      database.query('SELECT 1'),
      database.execute('SELECT 1'),
      database.insert('numbered', rowsFrom(1_000_000, 3), 'halted'),
    ])
    for (const answer of answers) {
      const reason = { ...UNAVAILABLE, message: expect.stringMatching(/no answer within \d s/) }
      expect(answer).toMatchObject({ status: 'rejected', reason })
    }
    front.signal('SIGCONT')
    await untilDone(() => database.insert('numbered', rowsFrom(1_000_000, 3), 'halted'))
    await database.settled('halted')
    expect(await database.query('SELECT n FROM numbered WHERE n >= 1000000 ORDER BY n')).toEqual(
      rowsFrom(1_000_000, 3),
    )
  })

  test('halted in the middle of its answers, it is given up in time too', async () => {
    let halted = false
    // In front of the server, so that the moment can be chosen.
    const between = createServer((request, response) => {
      if (halted) {
        response.writeHead(200, { 'content-length': '100' }).write('{"n":')
        return
      }
      const { method, url, headers } = request
      const onward = connect(front.url + url, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      })
      request.pipe(onward)
    })
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
    const { port } = between.address() as AddressInfo
    const database = await open({
      url: `http://127.0.0.1:${port}`,
      timeouts: { query: 3, insert: 3, statement: 3 },
      connections: { queries: 1, inserts: 1 },
    })
    const all = () => [
      database.query('SELECT 1 AS one'),
      database.execute('SELECT 1'),
      database.insert('numbered', rowsFrom(2_000_000, 1), 'answer-halted'),
      database.settled('answer-halted'),
    ]
    halted = true
    for (const answer of await Promise.allSettled(all())) {
      const reason = { ...UNAVAILABLE, message: expect.stringContaining('no answer within 3 s') }
      expect(answer).toMatchObject({ status: 'rejected', reason })
    }
    halted = false
    // The connections that were given up are free again.
    await Promise.all(all())
    await database.close()
    between.closeAllConnections()
    between.close()
  })

  test('an insert that takes too long is not written later either', async () => {
    const database = await open({ timeouts: { query: 30, insert: 1, statement: 30 } })
    await expect(database.insert('slow', rowsFrom(0, 5), 'slow:1')).rejects.toMatchObject(UNAVAILABLE)
    await database.settled('slow:1')
    expect(await database.query('SELECT n FROM slow')).toEqual([])
  })

  test('what was sent and runs still is waited for', async () => {
    const sender = await open({ timeouts: { query: 30, insert: 30, statement: 30 } })
    const successor = await open()
    const order: string[] = []
    const sent = sender.insert('slow', rowsFrom(0, 9), 'slow:2').then(() => order.push('inserted'))
    const running = async () =>
      (await successor.query("SELECT 1 FROM system.processes WHERE query LIKE 'INSERT%slow:2%'")).length
    await expect.poll(running).toBe(1)
    const settled = successor.settled('slow:2').then(() => order.push('settled'))
    await Promise.all([sent, settled])
    expect(order).toEqual(['inserted', 'settled'])
    await successor.settled('nothing of this name')
  })

  test('queries that hold all their connections do not hold up inserts', async () => {
    const database = await open({ connections: { queries: 1, inserts: 1 } })
    const order: string[] = []
    const slow = database
      .query('SELECT sleepEachRow(0.5) FROM numbers(6) SETTINGS max_block_size = 1')
      .then(() => order.push('query'))
    const insert = database
      .insert('numbered', rowsFrom(2_000_000, 1), 'beside')
      .then(() => order.push('insert'))
    await Promise.all([slow, insert])
    expect(order).toEqual(['insert', 'query'])
  })

  test('closed, it says so', async () => {
    const database = await open()
    await database.close()
    await expect(database.query('SELECT 1')).rejects.toThrow('closed')
  })
})
