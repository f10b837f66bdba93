import { afterEach, describe, expect, test } from 'vitest'
import { createClient, ServerError } from './client.ts'
import { acceptAll, type Received, type Reply, startTestServer } from './testing.ts'

let server: Awaited<ReturnType<typeof startTestServer>> | undefined
afterEach(() => server?.close())

async function clientOf(reply: (request: Received) => Reply, patienceMs?: number) {
  server = await startTestServer(reply)
  const waits: number[] = []
  const sleep = async (ms: number) => {
    waits.push(ms)
  }
  const client = createClient({ url: server.url, token: 'word', sleep, ...(patienceMs && { patienceMs }) })
  return { client, waits, received: server.received }
}

/** Answers these first, then accepts. */
function first(...replies: Reply[]) {
  return (request: Received) => replies.shift() ?? acceptAll(request)
}

describe('client', () => {
  test('waits as long as the server asks, and posts the same again', async () => {
    const { client, waits, received } = await clientOf(
      first(
        { status: 503, headers: { 'retry-after': '5' } },
        { status: 429, headers: { 'retry-after': '1' } },
      ),
    )
    expect(await client.post('alerts', [{ a: 1 }], 's')).toEqual({ accepted: 1, rejected: [] })
    expect(waits).toEqual([5000, 1000])
    expect(received.map(({ body }) => body)).toEqual([[{ a: 1 }], [{ a: 1 }], [{ a: 1 }]])
    expect(received[0]).toMatchObject({ path: '/api/v1/alerts', authorization: 'Bearer word' })
    expect(received[0]?.query.get('scope')).toBe('s')
  })

  test('waits longer each time where the server says nothing, and gives up in the end', async () => {
    const { client, waits } = await clientOf(
      () => ({ status: 503, body: { detail: 'the log is full' } }),
      4000,
    )
    await expect(client.post('alerts', [{}], undefined)).rejects.toThrow('the log is full')
    expect(waits).toEqual([250, 500, 1000, 2000])
  })

  test('a server that goes away for a moment is waited for', async () => {
    const { client, received, waits } = await clientOf(acceptAll)
    await client.post('alerts', [{}], undefined)
    const url = new URL(server?.url ?? '')
    await server?.close()
    const posted = client.post('alerts', [{}], undefined)
    await expect(posted).rejects.toBeInstanceOf(ServerError)
    expect(waits.length).toBeGreaterThan(5)
    expect(received).toHaveLength(1)
    await expect(createClient({ url: url.origin }).request('GET', '/')).rejects.toThrow(/npm start/)
  })

  test('what is too large is cut, and refusals keep their places', async () => {
    const { client, received } = await clientOf(({ body }) => {
      const records = body as { bad?: true }[]
      if (records.length > 2) return { status: 413, body: { detail: 'too large' } }
      const rejected = records.flatMap(({ bad }, index) => (bad ? [{ index, errors: [] }] : []))
      const accepted = records.length - rejected.length
      return { status: accepted > 0 ? 202 : 400, body: { accepted, rejected } }
    })
    const records = [{}, {}, {}, { bad: true }, { bad: true }]
    const posted = await client.post('alerts', records, undefined)
    expect(posted).toEqual({
      accepted: 3,
      rejected: [
        { index: 3, errors: [] },
        { index: 4, errors: [] },
      ],
    })
    expect(received.map(({ body }) => (body as unknown[]).length)).toEqual([5, 3, 2, 1, 2])
  })

  test('says what a refusal was about', async () => {
    const { client } = await clientOf(() => ({ status: 401, body: { detail: 'send the INGEST_TOKEN' } }))
    await expect(client.post('changes', [{}], undefined)).rejects.toThrow('send the INGEST_TOKEN')
  })

  test('nothing to post is not posted', async () => {
    const { client, received } = await clientOf(acceptAll)
    expect(await client.post('alerts', [], undefined)).toEqual({ accepted: 0, rejected: [] })
    expect(received).toEqual([])
  })
})
