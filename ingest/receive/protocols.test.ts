import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fixture } from '../sources/testing.ts'
import { openTestReceiver, type TestReceiver } from './testing.ts'

let receiver: TestReceiver

beforeAll(async () => {
  receiver = await openTestReceiver({
    mappings: { shop: { kind: 'alert', items: 'body.list', fields: { name: 'item.name', at: 'item.at' } } },
  })
})

beforeEach(async () => {
  await receiver.appended()
})

afterAll(() => receiver.close())

describe('the Alertmanager API', () => {
  it('answers 200 without a body', async () => {
    expect(await receiver.post('/api/v2/alerts', fixture('prometheus'))).toMatchObject({
      status: 200,
      text: '',
    })
    expect(await receiver.appended()).toMatchObject([{ status: 'firing' }, { status: 'resolved' }])
  })

  it('takes the valid alerts and tells of the others as a JSON string', async () => {
    const answer = await receiver.post('/api/v2/alerts', [
      { labels: { alertname: 'A' } },
      { labels: {} },
      { labels: { alertname: 'B' }, startsAt: '2026-01-02T00:00:00Z', endsAt: '2026-01-01T00:00:00Z' },
    ])
    expect(answer).toMatchObject({
      status: 400,
      json: 'at least one label pair required; start time must be before end time',
    })
    const [alert, ...rejects] = await receiver.appended()
    expect(alert).toMatchObject({ name: 'A' })
    expect(rejects.map((reject) => reject.type === 'reject' && atob(reject.bodyBase64))).toEqual([
      '[{"labels":{}}]',
      expect.stringContaining('[{"labels":{"alertname":"B"}'),
    ])
  })

  it('answers like its server where the body is none', async () => {
    expect(await receiver.post('/api/v2/alerts', '[{')).toMatchObject({
      status: 400,
      json: { code: 400, message: expect.stringMatching(/^parsing alerts body from "" failed, because /) },
    })
    expect(await receiver.post('/api/v2/alerts', '[]', { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
      json: { code: 415 },
    })
    const answer = await receiver.app.request('/api/v2/alerts', { method: 'PUT' })
    expect(await answer.json()).toMatchObject({ code: 405 })
  })
})

describe('the PagerDuty Events API', () => {
  it('answers with the dedup_key, given or generated', async () => {
    const sent = fixture('pagerduty') as Record<string, unknown>
    const success = { status: 'success', message: 'Event processed' }
    expect(await receiver.post('/v2/enqueue', sent)).toMatchObject({
      status: 202,
      json: { ...success, dedup_key: 'srv01/mysql' },
    })
    const answer = await receiver.post('/v2/enqueue', { ...sent, dedup_key: undefined })
    expect(answer).toMatchObject({
      status: 202,
      json: { ...success, dedup_key: expect.stringMatching(/^id-/) },
    })
    expect(await receiver.appended()).toMatchObject([
      { status: 'firing', at: '2026-03-01T03:02:58.315Z' },
      { status: 'firing' },
    ])
  })

  it('takes change events', async () => {
    expect(await receiver.post('/v2/change/enqueue', fixture('pagerduty-change'))).toMatchObject({
      status: 202,
      json: { status: 'success', message: 'Change event processed' },
    })
    expect(await receiver.appended()).toMatchObject([{ type: 'change', kind: 'deploy' }])
  })

  it('answers errors in its own form', async () => {
    expect(await receiver.post('/v2/enqueue', { event_action: 'resolve' })).toMatchObject({
      status: 400,
      json: {
        status: 'invalid event',
        message: 'Event object is invalid',
        errors: ["'routing_key' is missing or not a string"],
      },
    })
    expect(await receiver.post('/v2/enqueue', '{')).toMatchObject({
      status: 400,
      json: { status: 'Unrecognized object' },
    })
    const large = { ...(fixture('pagerduty') as object), padding: 'x'.repeat(512 * 1024) }
    expect(await receiver.post('/v2/enqueue', large)).toMatchObject({
      status: 413,
      json: { status: 'invalid event' },
    })
  })
})

describe('generic webhooks', () => {
  const body = { list: [{ name: 'a', at: 1772334000 }, { at: 1772334000 }] }

  it('map by their name', async () => {
    const answer = await receiver.post('/webhooks/generic/shop?scope=s', body, {
      'content-type': 'text/plain',
    })
    expect(answer).toMatchObject({
      status: 202,
      json: { accepted: 1, rejected: [{ index: 1, errors: [{ path: 'name', message: 'is required' }] }] },
    })
    const [alert, reject] = await receiver.appended()
    expect(alert).toMatchObject({ source: 'generic/shop', scope: 's', at: '2026-03-01T03:00:00.000Z' })
    expect(reject?.type === 'reject' && JSON.parse(atob(reject.bodyBase64))).toEqual(body)
  })

  it('show in a dry run what a body would become, and keep nothing', async () => {
    const answer = await receiver.post('/webhooks/generic/shop?dry_run=true', body)
    expect(answer).toMatchObject({
      status: 200,
      json: {
        records: [
          { index: 0, record: { type: 'alert', name: 'a', at: '2026-03-01T03:00:00.000Z' } },
          { index: 1, errors: [{ path: 'name', message: 'is required' }] },
        ],
        leftOut: 0,
      },
    })
    expect(await receiver.appended()).toEqual([])
  })

  it('preview a mapping that is not in the settings', async () => {
    const mapping = { fields: { name: 'body.title' }, when: 'body.title != ""' }
    expect(await receiver.post('/api/v1/mappings/preview', { mapping, body: { title: 'x' } })).toMatchObject({
      status: 200,
      json: { records: [{ index: 0, record: { name: 'x', status: 'firing' } }] },
    })
    expect(await receiver.post('/api/v1/mappings/preview', { mapping, body: { title: '' } })).toMatchObject({
      json: { records: [], leftOut: 1 },
    })
    expect(await receiver.appended()).toEqual([])
  })

  it.each<[string, unknown, string]>([
    [
      'an expression that is no CEL',
      { mapping: { fields: { name: '1 +' } }, body: {} },
      'mapping.fields.name',
    ],
    ['an unknown field', { mapping: { fields: { name: '"n"', x: '1' } } }, 'mapping.fields.x'],
    ['no mapping', {}, 'mapping'],
  ])('name what is wrong with %s', async (_, request, path) => {
    expect(await receiver.post('/api/v1/mappings/preview', request)).toMatchObject({
      status: 400,
      json: { errors: [{ path }] },
    })
  })

  it('are not found where there is no mapping', async () => {
    expect(await receiver.post('/webhooks/generic/nope', {})).toMatchObject({
      status: 404,
      json: { detail: expect.stringContaining('shop') },
    })
    expect((await receiver.app.request('/webhooks/generic/shop')).status).toBe(405)
  })
})

describe('redelivery', () => {
  it('sends a reject through its route again, without keeping it twice', async () => {
    await receiver.post('/api/v2/alerts?scope=s', [{ labels: { alertname: 'A' } }, { labels: {} }])
    const reject = (await receiver.appended())[1]
    if (reject?.type !== 'reject') throw new Error('nothing was rejected')
    const body = Buffer.from(reject.bodyBase64, 'base64')
    expect(await receiver.redeliver({ ...reject, body })).toMatchObject({ status: 400 })
    expect(await receiver.appended()).toEqual([])
    const mended = Buffer.from('[{"labels":{"alertname":"B"}}]')
    expect(await receiver.redeliver({ ...reject, body: mended })).toEqual({ status: 200, answer: undefined })
    expect(await receiver.appended()).toMatchObject([{ name: 'B', scope: 's' }])
  })

  it('keeps the scope that the reject was given', async () => {
    const redelivery = { route: '/api/v1/alerts', contentType: 'application/json', scope: 'other' }
    const body = Buffer.from(JSON.stringify({ source: 't', status: 'firing', severity: 'high', name: 'n' }))
    expect(await receiver.redeliver({ ...redelivery, body })).toMatchObject({
      status: 202,
      answer: { accepted: 1 },
    })
    expect(await receiver.appended()).toMatchObject([{ scope: 'other' }])
  })
})
