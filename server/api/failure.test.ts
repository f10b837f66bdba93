import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LogUnavailableError } from '../../ingest/log/log.ts'
import { type Pipeline, startPipeline } from './testing/pipeline.ts'

let pipeline: Pipeline
let incident = ''
let skew = 0

beforeAll(async () => {
  // A clock that can be put forward, so that no test waits for a patience to end.
  pipeline = await startPipeline({ clock: () => Date.now() + skew })
  const alert = { source: 's', status: 'firing', severity: 'high', name: 'A', labels: { a: 'b' } }
  await pipeline.call('POST', '/api/v1/alerts', alert)
  await pipeline.settle()
  incident = (await pipeline.call('GET', '/api/v1/incidents')).body.items[0].id
})

afterAll(() => pipeline.close())

/** Runs `action` while something of the pipeline is replaced. */
async function broken<T extends object, K extends keyof T>(
  part: T,
  name: K,
  by: T[K],
  action: () => Promise<void>,
) {
  const whole = part[name]
  part[name] = by
  try {
    await action()
  } finally {
    part[name] = whole
  }
}

describe('while the log cannot be written', () => {
  const append = async () => {
    throw new LogUnavailableError('the disk is full')
  }

  it('commands and silences answer 503 and are not done', async () => {
    await broken(pipeline.log, 'append', append, async () => {
      const answer = await pipeline.call('POST', `/api/v1/incidents/${incident}/acknowledge`)
      expect(answer).toMatchObject({ status: 503, body: { title: 'Log unavailable' } })
      expect(answer.headers.get('retry-after')).toBe('5')
      const silence = {
        matchers: [{ name: 'a', value: 'b' }],
        startsAt: new Date().toISOString(),
        endsAt: new Date(Date.now() + 60_000).toISOString(),
        createdBy: 'a',
        comment: 'b',
      }
      const answered = await pipeline.call('POST', '/api/v2/silences', silence)
      expect(answered).toMatchObject({ status: 503, body: expect.any(String) })
    })
    expect((await pipeline.call('GET', `/api/v1/incidents/${incident}`)).body.status).toBe('open')
  })

  it('the status is answered without the lag when the log does not answer', async () => {
    await pipeline.call('GET', '/api/v1/status')
    await broken(pipeline.log, 'partitions', append, async () => {
      const { status, body } = await pipeline.call('GET', '/api/v1/status')
      expect(status).toBe(200)
      expect(body).not.toHaveProperty('lag')
      expect(body.log.records).toBeGreaterThan(0)
    })
  })

  it('it is not ready when its log does not answer', async () => {
    await broken(pipeline.log, 'partitions', append, async () => {
      const answer = await pipeline.call('GET', '/readyz')
      expect(answer).toMatchObject({
        status: 503,
        body: { errors: [{ path: 'log', message: 'the disk is full' }] },
      })
    })
    expect((await pipeline.call('GET', '/readyz')).status).toBe(200)
  })
})

it('a command whose effect is late is accepted, and says so', async () => {
  await broken(
    pipeline.log,
    'append',
    async () => {
      skew += 11_000
    },
    async () => {
      const answer = await pipeline.call('POST', `/api/v1/incidents/${incident}/acknowledge`)
      expect(answer).toMatchObject({
        status: 202,
        body: { title: 'Accepted, not yet in effect', id: expect.any(String), error: expect.any(String) },
      })
    },
  )
})

describe('without its database', () => {
  it('every route that reads answers 503, and it is not ready but alive', async () => {
    await pipeline.database.close()
    for (const path of ['/api/v1/incidents', '/api/v1/noise', '/api/v1/topology']) {
      const answer = await pipeline.call('GET', path)
      expect(answer, path).toMatchObject({ status: 503, body: { title: 'Database unavailable' } })
    }
    expect(await pipeline.call('GET', '/api/v2/alerts')).toMatchObject({
      status: 503,
      body: expect.any(String),
    })
    expect(await pipeline.call('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { errors: [{ path: 'database' }] },
    })
    expect((await pipeline.call('GET', '/healthz')).status).toBe(200)
    expect((await pipeline.call('GET', '/metrics')).body).toContain('barograph_lag_records')
  })

  it('the status is answered, with who sent what as it was known last', async () => {
    expect(await pipeline.call('GET', '/api/v1/status')).toMatchObject({
      status: 200,
      body: { lag: expect.any(Object), sources: [{ source: 's' }], scopes: ['default'] },
    })
  })

  it('what is sent is still taken in', async () => {
    const alert = { source: 's', status: 'firing', severity: 'high', name: 'B', labels: {} }
    expect((await pipeline.call('POST', '/api/v1/alerts', alert)).status).toBe(202)
  })
})
