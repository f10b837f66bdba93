import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Pipeline, startPipeline } from '../testing/pipeline.ts'
import { createClient } from './client.ts'
import { readPlace, writePlace } from './place.ts'

let pipeline: Pipeline
let posted = 0

beforeAll(async () => {
  pipeline = await startPipeline()
})
afterAll(() => pipeline.close())

interface Told {
  event: string
  id: string
  // biome-ignore lint/suspicious/noExplicitAny: items of every kind
  data: any
}

/** Connects, and reads events until `count` came. */
async function listen(path: string, lastId?: string) {
  const response = await pipeline.api.app.request(path, {
    headers: lastId === undefined ? {} : { 'last-event-id': lastId },
  })
  if (!response.body) throw new Error('no body')
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  let id = ''
  const told: Told[] = []
  const piece = async () => {
    const { done, value } = await reader.read()
    if (done) return false
    rest += decoder.decode(value, { stream: true })
    const blocks = rest.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = new Map(
        block
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      )
      id = fields.get('id') ?? id
      const data = fields.get('data')
      if (data !== undefined) told.push({ event: fields.get('event') ?? '', id, data: JSON.parse(data) })
    }
    return true
  }
  return {
    response,
    lastId: () => id,
    /** Events of these kinds, once there are at least `count`. */
    async wait(count: number, ...kinds: string[]): Promise<Told[]> {
      const found = () => told.filter(({ event }) => kinds.includes(event))
      while (found().length < count) if (!(await piece())) throw new Error('the stream ended')
      return found()
    },
    async waitForId() {
      while (id === '') await piece()
    },
    async ended() {
      while (await piece());
    },
    leave: () => reader.cancel(),
  }
}

async function post(scope: string, name: string) {
  posted += 1
  const body = {
    source: 'test',
    status: 'firing',
    severity: 'high',
    name,
    entity: { type: 'service', name: `s${posted}` },
    labels: { n: String(posted) },
  }
  const answer = await pipeline.call('POST', `/api/v1/alerts?scope=${scope}`, body)
  expect(answer.status).toBe(202)
}

describe('the stream', () => {
  beforeEach(() => pipeline.settle())

  it('tells what can be read already, to clients of its scope', async () => {
    const mine = await listen('/api/v1/stream?scope=mine')
    const all = await listen('/api/v1/stream')
    expect(mine.response.headers.get('content-type')).toContain('text/event-stream')
    await post('other', 'NotMine')
    await post('mine', 'Mine')
    const [alert] = await mine.wait(1, 'alert')
    expect(alert?.data).toMatchObject({ name: 'Mine', scope: 'mine' })
    // At once, without waiting for the loader: it must be there.
    expect((await pipeline.call('GET', `/api/v1/alerts/${alert?.data.id}`)).status).toBe(200)
    const [incident] = await mine.wait(1, 'incident')
    expect(incident?.data).toMatchObject({ scope: 'mine', status: 'open' })
    expect((await pipeline.call('GET', `/api/v1/incidents/${incident?.data.id}`)).status).toBe(200)
    expect((await all.wait(2, 'alert')).map(({ data }) => data.name)).toEqual(['NotMine', 'Mine'])
    await mine.leave()
    await all.leave()
  })

  it('tells changes', async () => {
    const client = await listen('/api/v1/stream?scope=c')
    const change = { id: 'c1', source: 'ci', kind: 'deploy', summary: 'v2' }
    await pipeline.call('POST', '/api/v1/changes?scope=c', change)
    const [told] = await client.wait(1, 'change')
    expect(told?.data).toMatchObject({ id: 'c1', scope: 'c', summary: 'v2' })
    expect(told?.data).not.toHaveProperty('type')
    await client.leave()
  })

  it('tells that topology came, and how much of it', async () => {
    const client = await listen('/api/v1/stream?scope=t')
    const edges = [{ from: 'a', to: 'b', kind: 'calls' }]
    await pipeline.call('POST', '/api/v1/topology?scope=t', { nodes: [{ id: 'a', type: 'service' }], edges })
    const [told] = await client.wait(1, 'topology')
    expect(told?.data).toEqual({ scope: 't', nodes: 1, edges: 1 })
    await client.leave()
  })

  it('tells the status when it changed', async () => {
    const client = await listen('/api/v1/stream')
    const [told] = await client.wait(1, 'status')
    expect(told?.data).toMatchObject({ version: '0.0.0', lag: { loaded: expect.any(Number) } })
    await client.leave()
  })

  it('resumes after the last id with all that was missed, once', async () => {
    const first = await listen('/api/v1/stream?scope=r')
    await post('r', 'A')
    const [before] = await first.wait(1, 'alert')
    await first.wait(1, 'incident')
    await first.leave()
    await post('r', 'B')
    await post('r', 'C')
    await pipeline.settle()
    const again = await listen('/api/v1/stream?scope=r', first.lastId())
    await post('r', 'D')
    const names = (await again.wait(3, 'alert')).map(({ data }) => data.name)
    expect(before?.data.name).toBe('A')
    expect(names).toEqual(['B', 'C', 'D'])
    await again.leave()
  })

  it('gives an id at once, so that even a client that was told nothing can resume', async () => {
    const client = await listen('/api/v1/stream?scope=early')
    await client.waitForId()
    await client.leave()
    await post('early', 'Missed')
    await pipeline.settle()
    const again = await listen('/api/v1/stream?scope=early', client.lastId())
    expect((await again.wait(1, 'alert'))[0]?.data.name).toBe('Missed')
    await again.leave()
  })

  it.each(['another-log:3', 'PARTITION:999999'])('resets a client that comes from %s', async (id) => {
    const [partition] = await pipeline.log.partitions()
    const lastId = id.replace('PARTITION', encodeURIComponent(partition?.partition ?? ''))
    const client = await listen('/api/v1/stream?scope=x', lastId)
    expect(await client.wait(1, 'reset')).toHaveLength(1)
    await post('x', 'After')
    expect((await client.wait(1, 'alert'))[0]?.data.name).toBe('After')
    await client.leave()
  })
})

it('a client that reads too slowly is told to read all again, from a place that it can resume from', async () => {
  const room = { bytes: 0 }
  const client = createClient({}, room, () => undefined)
  const data = JSON.stringify('x'.repeat(100_000))
  let most = 0
  for (let i = 0; i < 100; i++) {
    client.tell([{ event: 'alert', scope: 's', data }], new Map([['p', i]]))
    most = Math.max(most, room.bytes)
  }
  expect(most).toBeGreaterThan(3_000_000)
  expect(most).toBeLessThan(4 * 1024 * 1024)
  client.close('over')
  const text = await new Response(client.body).text()
  expect(text).not.toContain('too slow')
  expect(room.bytes).toBe(0)
})

it('one large batch is told to a client that keeps up, and a reset where that is all that fits', async () => {
  const client = createClient({}, { bytes: 0 }, () => undefined)
  const reader = client.body.getReader()
  const read = async () => new TextDecoder().decode((await reader.read()).value)
  const large = (offset: number) =>
    client.tell(
      [{ event: 'alert', scope: 's', data: JSON.stringify('x'.repeat(5_000_000)) }],
      new Map([['p', offset]]),
    )
  large(1)
  large(2)
  large(3)
  large(4)
  expect(await read()).toContain('retry: ')
  expect((await read()).length).toBeGreaterThan(5_000_000)
  expect(await read()).toBe('id: p:4\nevent: reset\ndata: {}\n\n')
  await reader.cancel()
})

it('a client is told only of what it wants', async () => {
  const client = createClient({ scope: 's', events: ['incident'] }, { bytes: 0 }, () => undefined)
  for (const scope of ['s', 't'])
    for (const event of ['alert', 'incident'] as const)
      client.tell([{ event, scope, data: `"${event} of ${scope}"` }])
  client.close('over')
  const text = await new Response(client.body).text()
  expect(text.match(/data: .*/g)).toEqual(['data: "incident of s"'])
})

it('many clients that read slowly share one bound', async () => {
  const room = { bytes: 0 }
  let left = 0
  const clients = Array.from({ length: 60 }, () => createClient({}, room, () => left++))
  const data = JSON.stringify('x'.repeat(100_000))
  let most = 0
  for (let i = 0; i < 30; i++) {
    for (const client of clients) client.tell([{ event: 'alert', scope: 's', data }])
    most = Math.max(most, room.bytes)
  }
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(60)
  expect(most).toBeLessThanOrEqual(64 * 1024 * 1024)
  for (const client of clients) client.close('the test is over')
  expect(room.bytes).toBe(0)
})

it('a place is read as it was written', () => {
  const place = new Map([
    ['embedded-a:b,c-0', 5],
    ['other', -1],
  ])
  expect(readPlace(writePlace(place))).toEqual(place)
  expect(readPlace('nonsense')).toBeUndefined()
  expect(readPlace('%ff:1')).toBeUndefined()
  expect(readPlace('')).toBeUndefined()
})
