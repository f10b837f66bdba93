import { mkdtempSync, rmSync } from 'node:fs'
import { type RequestOptions, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Front, startClickHouseFront } from '../support/clickhouse-front.ts'

const folder = mkdtempSync(join(tmpdir(), 'clickhouse-front-'))
let front: Front

beforeAll(async () => {
  front = await startClickHouseFront({ folder, port: 0, user: 'me', password: 'pass' })
})
afterAll(async () => {
  await front.close()
  rmSync(folder, { recursive: true, force: true })
})

const AUTHORISED = { 'x-clickhouse-user': 'me', 'x-clickhouse-key': 'pass' }

async function call(path: string, options: RequestOptions = {}, body: string | Uint8Array = '') {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    request(`${front.url}${path}`, { method: 'POST', headers: AUTHORISED, ...options }, resolve)
      .on('error', reject)
      .end(body)
  })
  const bytes = await buffer(response)
  return { status: response.statusCode, headers: response.headers, bytes, text: bytes.toString('utf8') }
}

describe('the stand-in for a ClickHouse server', () => {
  test('answers whether it lives without a password', async () => {
    expect(await call('/ping', { method: 'GET', headers: {} })).toMatchObject({ status: 200, text: 'Ok.\n' })
    expect(await call('/nowhere')).toMatchObject({ status: 404 })
  })

  test('takes the query from the URL or the body, and credentials in each of their forms', async () => {
    const one = { status: 200, text: '1\n' }
    expect(await call('/', {}, 'SELECT 1')).toMatchObject(one)
    expect(await call('/?query=SELECT%201')).toMatchObject(one)
    expect(await call('/?user=me&password=pass', { headers: {} }, 'SELECT 1')).toMatchObject(one)
    const basic = { authorization: `Basic ${Buffer.from('me:pass').toString('base64')}` }
    expect(await call('/', { headers: basic }, 'SELECT 1')).toMatchObject(one)
    const refused = await call('/', { headers: {} }, 'SELECT 1')
    expect(refused).toMatchObject({ status: 403, headers: { 'x-clickhouse-exception-code': '516' } })
  })

  test.each([
    ['SELEC 1', 400, 62, 'SYNTAX_ERROR'],
    ['SELECT * FROM nowhere', 404, 60, 'UNKNOWN_TABLE'],
    [
      'SELECT sleepEachRow(0.2) FROM numbers(3) SETTINGS max_execution_time = 0.1',
      408,
      159,
      'TIMEOUT_EXCEEDED',
    ],
    ['SELECT number FROM numbers(10) SETTINGS max_result_rows = 5', 500, 396, 'TOO_MANY_ROWS_OR_BYTES'],
  ])('%s fails as it does there', async (query, status, code, name) => {
    const answer = await call('/', {}, query)
    expect(answer).toMatchObject({ status, headers: { 'x-clickhouse-exception-code': String(code) } })
    expect(answer.text).toMatch(
      new RegExp(`^Code: ${code}\\. DB::Exception: .*\\(${name}\\) \\(version 26\\.`, 's'),
    )
  })

  test('settings and the database of a request end with it', async () => {
    await call('/', {}, 'CREATE DATABASE apart')
    const query = "SELECT currentDatabase(), getSetting('max_result_rows')"
    expect((await call('/?database=apart&max_result_rows=7', {}, query)).text).toBe('apart\t7\n')
    expect((await call('/', {}, query)).text).toBe('default\t0\n')
    expect(await call('/?database=nowhere', {}, query)).toMatchObject({ status: 404 })
    expect(await call('/?no_such_setting=1', {}, query)).toMatchObject({ status: 404 })
  })

  test('binds parameters from the URL and from a form', async () => {
    const query = 'SELECT {text:String}, {list:Array(String)}'
    const path = `/?param_text=${encodeURIComponent("a\\tb'c")}&param_list=${encodeURIComponent("['x\\'y']")}`
    expect((await call(`${path}&default_format=JSONCompactEachRow`, {}, query)).text).toBe(
      '["a\\tb\'c", ["x\'y"]]\n',
    )
    const form = new FormData()
    form.append('query', `${query} FORMAT JSONCompactEachRow`)
    form.append('param_text', 'plain')
    form.append('param_list', '[]')
    const sent = new Response(form)
    const headers = { ...AUTHORISED, 'content-type': sent.headers.get('content-type') ?? '' }
    const answer = await call('/', { headers }, new Uint8Array(await sent.arrayBuffer()))
    expect(answer.text).toBe('["plain", []]\n')
  })

  test('a GET request changes nothing', async () => {
    const query = encodeURIComponent('CREATE TABLE nothing (n UInt8) ENGINE = MergeTree ORDER BY n')
    expect((await call(`/?query=${query}`, { method: 'GET' })).text).toContain('READONLY')
  })

  test('compressed bodies are read, and answers compressed as accepted', async () => {
    await call('/', {}, 'CREATE TABLE packed (n UInt64) ENGINE = MergeTree ORDER BY n')
    const insert = `/?query=${encodeURIComponent('INSERT INTO packed FORMAT JSONEachRow')}`
    const gzip = { ...AUTHORISED, 'content-encoding': 'gzip' }
    expect(await call(insert, { headers: gzip }, zlib.gzipSync('{"n":1}\n'))).toMatchObject({ status: 200 })
    const brotli = { ...AUTHORISED, 'content-encoding': 'br' }
    expect(await call(insert, { headers: brotli }, zlib.brotliCompressSync('{"n":2}\n'))).toMatchObject({
      status: 200,
    })
    const accepting = { ...AUTHORISED, 'accept-encoding': 'gzip' }
    const answer = await call(
      '/?enable_http_compression=1',
      { headers: accepting },
      'SELECT n FROM packed ORDER BY n',
    )
    expect(answer.headers['content-encoding']).toBe('gzip')
    expect(zlib.gunzipSync(answer.bytes).toString()).toBe('1\n2\n')
    const plain = await call('/', { headers: accepting }, 'SELECT count() FROM packed')
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.text).toBe('2\n')
  })

  test('an insert whose body breaks off is not carried out', async () => {
    await call('/', {}, 'CREATE TABLE broken (n UInt64) ENGINE = MergeTree ORDER BY n')
    const path = `/?query=${encodeURIComponent('INSERT INTO broken FORMAT JSONEachRow')}`
    await new Promise<void>((resolve) => {
      const sending = request(`${front.url}${path}`, { method: 'POST', headers: AUTHORISED })
      sending.on('error', () => {}).on('close', resolve)
      sending.write('{"n":1}\n', () => sending.destroy())
    })
    expect((await call('/', {}, 'SELECT count() FROM broken')).text).toBe('0\n')
  })
})
