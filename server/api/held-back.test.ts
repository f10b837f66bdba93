import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Pipeline, startPipeline } from './testing/pipeline.ts'

let pipeline: Pipeline
const HOUR = 3_600_000
const time = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString()
const get = async (path: string) => (await pipeline.call('GET', path)).body
const post = (path: string, body: unknown) => pipeline.call('POST', path, body)

const alertOn = (name: string, scope = 'default') => ({
  source: 'prometheus',
  scope,
  status: 'firing',
  severity: 'high',
  name: 'NodeDown',
  at: time(-0.1),
  entity: { type: 'node', name },
  labels: { on: name },
})

beforeAll(async () => {
  pipeline = await startPipeline({
    calendars: () => [
      {
        name: 'sunday',
        matchers: [{ name: 'on', value: 'n9', isRegex: false, isEqual: true }],
        startsAt: '2026-01-04T02:00:00Z',
        rrule: 'FREQ=WEEKLY',
        durationMs: HOUR,
      },
      {
        name: 'long ago',
        scope: 'elsewhere',
        matchers: [{ name: 'on', value: 'n9', isRegex: false, isEqual: true }],
        startsAt: '2020-01-04T02:00:00Z',
        durationMs: HOUR,
      },
    ],
  })
  const change = { source: 'servicenow', kind: 'maintenance', by: 'Mira' }
  await post('/api/v1/changes', [
    { ...change, id: 'm1', at: time(-1), entity: { type: 'node', name: 'n1' }, summary: 'kernel of n1' },
    { ...change, id: 'm2', at: time(-3), endedAt: time(-2), service: 'shop', summary: 'over' },
    { ...change, id: 'm3', at: time(-400), endedAt: time(-399), service: 'shop', summary: 'long over' },
    { ...change, id: 'm4', at: time(24), endedAt: time(26), service: 'shop', summary: 'ahead' },
    { ...change, id: 'm5', kind: 'deploy', at: time(-1), service: 'shop', summary: 'a deploy' },
  ])
  await post('/api/v1/alerts', [...['n1', 'n2', 'n3', 'n4'].map((name) => alertOn(name)), alertOn('n1', 'b')])
  await pipeline.settle()
})

afterAll(() => pipeline.close())

describe('maintenance', () => {
  it('tells what lasts, what is planned, what is over and the calendars, with what each holds back', async () => {
    const { items } = await get('/api/v1/maintenance?scope=default')
    const one = (id: string) => items.find((item: { id: string }) => item.id === id)
    expect(items.map((item: { id: string }) => item.id)).toEqual(['sunday', 'm4', 'm1', 'm2'])
    expect(one('m1')).toMatchObject({
      kind: 'change',
      state: 'active',
      endAssumed: true,
      by: 'Mira',
      holding: 1,
    })
    expect(one('m1')).not.toHaveProperty('warning')
    expect(one('m2')).toMatchObject({ state: 'expired', endAssumed: false, holding: 0 })
    expect(one('m4')).toMatchObject({ state: 'pending' })
    expect(one('sunday')).toMatchObject({ kind: 'calendar', recurrence: { rrule: 'FREQ=WEEKLY' } })
    expect(Date.parse(one('sunday').window.endsAt) - Date.parse(one('sunday').window.startsAt)).toBe(HOUR)
  })

  it('covers all scopes without one', async () => {
    const { items } = await get('/api/v1/maintenance')
    expect(items.map((item: { id: string }) => item.id)).toContain('long ago')
    expect(items.find((item: { id: string }) => item.id === 'long ago').state).toBe('expired')
  })

  it('leads to the alerts that are held back', async () => {
    const { items } = await get('/api/v1/alerts?scope=default&heldBy=m1')
    expect(items.map((item: { entity: { name: string } }) => item.entity.name)).toEqual(['n1'])
  })
})

describe('silences', () => {
  it('say when they are too broad, and who did what to them', async () => {
    const matchers = [{ name: 'on', value: 'n[234]', isRegex: true }]
    const set = await post('/api/v1/silences', { matchers, startsAt: time(-1), endsAt: time(1), by: 'ann' })
    await pipeline.settle()
    const { id } = set.body
    const known = async () =>
      (await get('/api/v1/silences')).items.find((item: { id: string }) => item.id === id)
    expect(await known()).toMatchObject({
      holding: 3,
      warning: 'It holds back 3 of 4 firing alerts (75 %), more than half.',
    })
    const narrow = [{ name: 'on', value: 'n2' }]
    await post('/api/v1/silences', { id, matchers: narrow, startsAt: time(-1), endsAt: time(1), by: 'bob' })
    await pipeline.settle()
    expect(await known()).toMatchObject({ holding: 1 })
    expect(await known()).not.toHaveProperty('warning')
    await pipeline.call('DELETE', `/api/v1/silences/${id}?by=eve`)
    const { items } = await get(`/api/v1/silences/${id}/history`)
    expect(items).toMatchObject([
      { kind: 'silence_set', by: { name: 'ann' }, silence: { matchers } },
      { kind: 'silence_set', by: { name: 'bob' }, silence: { matchers: narrow } },
      { kind: 'silence_expire', by: { name: 'eve' } },
    ])
    expect((await pipeline.call('GET', '/api/v1/silences/nope/history')).status).toBe(404)
  })

  it('that recur say when they hold back next', async () => {
    const body = { matchers: [{ name: 'on', value: 'n8' }], startsAt: time(-2), endsAt: time(24 * 30) }
    const recurrence = { rrule: 'FREQ=DAILY', durationMs: HOUR }
    const { body: next } = await post('/api/v1/silences', { ...body, recurrence })
    expect(next.state).toBe('pending')
    expect(Date.parse(next.window.startsAt)).toBe(Date.parse(body.startsAt) + 24 * HOUR)
    const { body: open } = await post('/api/v1/silences', {
      ...body,
      recurrence: { ...recurrence, durationMs: 3 * HOUR },
    })
    expect(open.state).toBe('active')
    expect(Date.parse(open.window.startsAt)).toBeLessThan(Date.now())
  })
})
