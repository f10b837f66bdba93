import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AlertInput } from '../../schema/records/alert.ts'
import { simulate } from '../demo/simulate.ts'
import { createClient } from './client.ts'
import { jsonValues } from './json-values.ts'
import { textLines } from './lines.ts'
import { inOrder } from './order.ts'
import { progressLine } from './progress.ts'
import type { Recorded, Unreadable } from './recorded.ts'
import { openRecordings } from './recordings.ts'
import { replay } from './replay.ts'
import { acceptAll, type Received, startTestServer } from './testing.ts'

const NOW = Date.parse('2026-03-05T00:00:00.000Z')

let folder = ''
let server: Awaited<ReturnType<typeof startTestServer>>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barograph-replay-'))
  server = await startTestServer(acceptAll)
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

async function* chunked(text: string, size: number): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size)
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found = []
  for await (const item of items) found.push(item)
  return found
}

async function replayFile(path: string, options: { speed?: number; scope?: string } = {}) {
  const waits: number[] = []
  let time = 0
  const recordings = await openRecordings(path, NOW)
  const summary = await replay(recordings.read(), {
    client: createClient({ url: server.url }),
    speed: options.speed ?? Number.POSITIVE_INFINITY,
    scope: options.scope,
    clock: () => time,
    sleep: async (ms) => {
      waits.push(ms)
      time += ms
    },
  })
  return { summary, waits, recordings }
}

function posted(kind: string) {
  return server.received
    .filter(({ path }) => path === `/api/v1/${kind}`)
    .flatMap(({ body }: Received) => body as Record<string, unknown>[])
}

const alert = (minute: number, more: Partial<AlertInput> = {}): AlertInput => ({
  source: 'test',
  name: 'A',
  status: 'firing',
  severity: 'high',
  at: new Date(Date.parse('2026-03-02T00:00:00Z') + minute * 60_000).toISOString(),
  labels: { n: `${minute}` },
  ...more,
})

describe('replaying canonical records', () => {
  test('what the simulator writes comes through as it was, in order', async () => {
    const { records, topology } = simulate({ seed: 5, start: Date.parse('2026-03-02T00:00:00Z'), faults: 4 })
    const file = join(folder, 'day.ndjson.gz')
    await writeFile(file, gzipSync([topology, ...records].map((record) => JSON.stringify(record)).join('\n')))
    const { summary } = await replayFile(file)
    expect(summary).toMatchObject({ accepted: records.length + 1, rejected: 0, unreadable: 0, problems: [] })
    expect(posted('alerts')).toEqual(records.filter(({ type }) => type === 'alert'))
    expect(posted('changes')).toEqual(records.filter(({ type }) => type === 'change'))
    expect(posted('topology')).toEqual([topology])
  })

  test('bad lines are counted and told with their place, and the rest goes on', async () => {
    const file = join(folder, 'some.jsonl')
    const lines = [
      alert(0),
      '{"source": "cut',
      { type: 'metric' },
      { ...alert(1), severity: 'bad' },
      alert(2),
    ]
    await writeFile(
      file,
      lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\r\n'),
    )
    const { summary } = await replayFile(file)
    expect(summary).toMatchObject({ accepted: 2, unreadable: 3 })
    expect(summary.problems.map((text) => text.split(':')[0])).toEqual(
      [2, 3, 4].map((n) => `some.jsonl, line ${n}`),
    )
    expect(summary.problems[2]).toContain('severity')
  })

  test('records out of order within a file are put in order', async () => {
    const file = join(folder, 'mixed.ndjson')
    const minutes = [5, 3, 4, 0, 1, 2]
    await writeFile(file, minutes.map((minute) => JSON.stringify(alert(minute))).join('\n'))
    await replayFile(file)
    expect(posted('alerts').map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 5].map((minute) => alert(minute).at))
  })

  test('a folder is read file after file, and a scope overrules what records say', async () => {
    await writeFile(join(folder, 'b.ndjson'), JSON.stringify(alert(0, { scope: 'theirs' })))
    await writeFile(join(folder, 'a.json'), JSON.stringify([alert(9), alert(8)]))
    await writeFile(join(folder, 'readme.txt'), 'no recording')
    await replayFile(folder, { scope: 'mine' })
    expect(posted('alerts').map(({ labels }) => labels)).toEqual([{ n: '8' }, { n: '9' }, { n: '0' }])
    expect(posted('alerts').every(({ scope }) => scope === 'mine')).toBe(true)
    expect(server.received[0]?.query.get('scope')).toBe('mine')
  })

  test('at a speed, records come when they are due', async () => {
    const file = join(folder, 'paced.ndjson')
    await writeFile(file, [0, 1, 1, 4].map((minute) => JSON.stringify(alert(minute))).join('\n'))
    const { waits } = await replayFile(file, { speed: 60 })
    expect(waits).toEqual([1000, 3000])
    expect(server.received.map(({ body }) => (body as unknown[]).length)).toEqual([1, 2, 1])
  })

  test('compressed data that ends early gives what came before', async () => {
    const file = join(folder, 'cut.ndjson.gz')
    const text = Array.from({ length: 5000 }, (_, n) => JSON.stringify(alert(n))).join('\n')
    const bytes = gzipSync(text)
    await writeFile(file, bytes.subarray(0, bytes.length - 2000))
    const { summary } = await replayFile(file)
    expect(summary.accepted).toBeGreaterThan(1000)
    expect(summary.accepted).toBeLessThan(5000)
    expect(summary.problems.at(-1)).toContain('damaged')
  })

  test('what cannot be replayed is refused in words', async () => {
    await expect(openRecordings(join(folder, 'nothing.ndjson'), NOW)).rejects.toThrow('There is no')
    await expect(openRecordings(folder, NOW)).rejects.toThrow('.ndjson')
  })
})

describe('replaying Alertmanager JSON', () => {
  const labels = { alertname: 'HighLatency', service: 'checkout', severity: 'critical' }
  const startsAt = '2026-03-02T01:00:00Z'
  const endsAt = '2026-03-02T01:30:00Z'

  test('webhooks: firing at the start, resolved at the end', async () => {
    const open = { status: 'firing', labels, startsAt, endsAt: '0001-01-01T00:00:00Z' }
    const over = { status: 'resolved', labels, startsAt, endsAt }
    const webhook = (alerts: object[]) => ({ version: '4', status: 'firing', alerts })
    const file = join(folder, 'webhooks.json')
    await writeFile(
      file,
      [webhook([open]), webhook([over])].map((one) => JSON.stringify(one, null, 2)).join('\n'),
    )
    await replayFile(file)
    const [first, second] = posted('alerts')
    expect(first).toMatchObject({ status: 'firing', at: '2026-03-02T01:00:00.000Z', name: 'HighLatency' })
    expect(first).not.toHaveProperty('endsAt')
    expect(second).toMatchObject({ status: 'resolved', at: '2026-03-02T01:30:00.000Z', severity: 'critical' })
    expect(second?.['fingerprint']).toBe(first?.['fingerprint'])
    expect(second?.['externalId']).not.toBe(first?.['externalId'])
  })

  test('arrays of GET are open, and posted alerts that are over fired before', async () => {
    const listed = {
      labels,
      startsAt,
      endsAt: '2026-03-02T01:04:00Z',
      fingerprint: 'abc',
      status: { state: 'active' },
    }
    const sent = { labels: { ...labels, service: 'cart' }, startsAt, endsAt }
    const lasting = { labels: { ...labels, service: 'tax' }, startsAt }
    await writeFile(join(folder, 'alerts.json'), JSON.stringify([listed, sent, lasting, { labels }]))
    const { summary } = await replayFile(folder)
    const told = posted('alerts').map(({ service, status, at }) => `${service} ${status} ${at}`)
    expect(told).toEqual([
      'checkout firing 2026-03-02T01:00:00.000Z',
      'cart firing 2026-03-02T01:00:00.000Z',
      'tax firing 2026-03-02T01:00:00.000Z',
      'cart resolved 2026-03-02T01:30:00.000Z',
    ])
    expect(posted('alerts')[0]).toMatchObject({ fingerprint: 'abc' })
    expect(summary).toMatchObject({ unreadable: 1 })
  })
})

describe('cutting streams', () => {
  const sizes = fc.integer({ min: 1, max: 40 })
  const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 8 })

  test('every value of an array, of lines and of a sequence is found, however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(objects, sizes, fc.boolean(), async (values, size, pretty) => {
        const write = (value: unknown) => JSON.stringify(value, null, pretty ? 2 : undefined)
        const parsed = async (text: string) =>
          (await all(jsonValues(chunked(text, size)))).map(({ text }) => JSON.parse(text))
        const expected = values.map((value) => JSON.parse(write(value)))
        expect(await parsed(write(values))).toEqual(expected)
        expect(await parsed(values.map(write).join('\n'))).toEqual(expected)
        const lines = await all(
          textLines(chunked(values.map((value) => JSON.stringify(value)).join('\n'), size)),
        )
        expect(lines.map(({ text }) => JSON.parse(text))).toEqual(expected)
        expect(lines.map(({ number }) => number)).toEqual(values.map((_, index) => index + 1))
      }),
    )
  })

  test('a value longer than is kept is told, not held', async () => {
    const text = ['"short"', JSON.stringify('long'.repeat(50)), '"after"'].join('\n')
    const found = await all(textLines(chunked(text, 7), 20))
    expect(found.map(({ tooLong }) => tooLong)).toEqual([false, true, false])
    const values = await all(jsonValues(chunked(`[${text.replaceAll('\n', ',')}]`, 7), 20))
    expect(values.map(({ tooLong }) => tooLong)).toEqual([false, true, false])
  })
})

describe('order', () => {
  test('what lies within reach of its place is put there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 }), async (jitters) => {
        const reach = 32
        // Each record lies less than `reach` places from where it belongs.
        const shuffled = jitters
          .map((jitter, at) => ({ at, place: at + jitter }))
          .sort((a, b) => a.place - b.place)
        async function* source(): AsyncGenerator<Recorded | Unreadable> {
          for (const { at } of shuffled) yield { kind: 'alerts', at, record: alert(at) }
        }
        const times = (await all(inOrder(source(), reach))).map((one) => ('at' in one ? one.at : undefined))
        expect(times).toEqual(jitters.map((_, at) => at))
      }),
    )
  })
})

test('the progress line says how far, how fast and how long still', () => {
  const summary = {
    accepted: 500,
    rejected: 1,
    unreadable: 2,
    firstAt: 0,
    lastAt: Date.parse('2026-03-02T01:00:00Z'),
    problems: [],
  }
  const line = progressLine(summary, 0.5, 10)
  expect(line).toContain('50 %  501 records  50/s  2026-03-02 01:00  10 s left  3 bad')
  expect(line.startsWith('████████████░░░░░░░░░░░░ ')).toBe(true)
})
