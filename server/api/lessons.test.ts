import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Pipeline, startPipeline } from './testing/pipeline.ts'

let pipeline: Pipeline
const NOW = Math.floor(Date.now() / 60_000) * 60_000
const call = (method: string, path: string, body?: unknown) => pipeline.call(method, path, body)
const get = (path: string) => call('GET', path)

function alert(name: string, service: string, secondsAgo: number, rest: object = {}) {
  return {
    source: 'prometheus',
    status: 'firing',
    severity: 'high',
    name,
    at: new Date(NOW - secondsAgo * 1000).toISOString(),
    service,
    entity: { type: 'service', name: service },
    labels: { service },
    ...rest,
  }
}

async function incidentWith(
  service: string,
): Promise<{ id: string; alerts: { id: string; name: string }[] }> {
  const [incident] = (await get(`/api/v1/incidents?service=${service}`)).body.items
  const { items } = (await get(`/api/v1/incidents/${incident.id}/alerts`)).body
  return { id: incident.id, alerts: items }
}

const lessons = async (query = '') => (await get(`/api/v1/lessons?scope=default${query}`)).body.items

beforeAll(async () => {
  pipeline = await startPipeline()
  await call('POST', '/api/v1/topology', {
    edges: [
      { from: 'web', to: 'checkout', kind: 'calls' },
      { from: 'checkout', to: 'db', kind: 'depends_on' },
    ],
  })
  await call('POST', '/api/v1/alerts', [
    alert('Down', 'db', 600),
    alert('Errors', 'checkout', 595),
    alert('Slow', 'web', 590),
    alert('Flickers', 'printer', 300, { severity: 'warning' }),
  ])
  await pipeline.settle()
})

afterAll(() => pipeline.close())

describe('what people teach', () => {
  it('is nothing at first', async () => {
    expect(await lessons()).toEqual([])
  })

  it('is learned of alerts that are no part of an incident, and can be read and taken back', async () => {
    const { id, alerts } = await incidentWith('db')
    const slow = alerts.find(({ name }) => name === 'Slow')?.id ?? ''
    const answer = await call('POST', `/api/v1/incidents/${id}/not-part`, { by: 'ann', alertIds: [slow] })
    expect(answer.status).toBe(200)
    expect(answer.body.incident.counts.alerts).toBe(2)
    expect(answer.body.lessons).toMatchObject([
      { kind: 'not_part', alert: 'Slow', entity: 'web', incidentId: id, by: { name: 'ann' }, decided: 0 },
    ])
    const [, apart] = answer.body.incidentIds
    expect((await get(`/api/v1/incidents/${apart}`)).body.counts.alerts).toBe(1)
    expect(await lessons()).toEqual(answer.body.lessons)
    expect(await lessons('&kind=noise,merge')).toEqual([])
    expect(await lessons(`&incident=${id}`)).toHaveLength(1)

    const [lesson] = answer.body.lessons
    const back = await call('POST', `/api/v1/lessons/${lesson.id}/retract`, { by: 'bob' })
    expect(back.body).toMatchObject({ id: lesson.id, ended: { why: 'taken_back', by: { name: 'bob' } } })
    expect(await lessons()).toEqual([])
    expect(await lessons('&ended=true')).toEqual([back.body])
    expect((await call('POST', `/api/v1/lessons/${lesson.id}/retract`)).status).toBe(409)
    expect((await call('POST', '/api/v1/lessons/LE-none/retract')).status).toBe(404)
    const history = (await get(`/api/v1/incidents/${id}/history`)).body.items
    expect(history.map(({ kind }: { kind: string }) => kind)).toEqual(['not_part', 'retract_lesson'])
  })

  it('undoing what took alerts out teaches nothing', async () => {
    const { id, alerts } = await incidentWith('db')
    const errors = alerts.find(({ name }) => name === 'Errors')?.id ?? ''
    const done = (await call('POST', `/api/v1/incidents/${id}/not-part`, { alertIds: [errors] })).body
    expect(await lessons()).toHaveLength(1)
    const undo = { incidentIds: [done.incidentIds.at(-1)], undoes: [done.id] }
    const undone = await call('POST', `/api/v1/incidents/${id}/merge`, undo)
    expect(undone.body.incident.counts.alerts).toBe(2)
    expect(undone.body.lessons).toEqual([])
    expect(await lessons()).toEqual([])
  })

  it('is that alerts are noise, which then says so and opens nothing', async () => {
    const { id, alerts } = await incidentWith('printer')
    const alertIds = alerts.map((one) => one.id)
    const answer = await call('POST', '/api/v1/alerts/noise', { by: 'ann', alertIds })
    expect(answer.body.lessons).toMatchObject([
      { kind: 'noise', alert: 'Flickers', entity: 'printer', critical: false },
    ])
    const later = { at: new Date(Date.now()).toISOString(), labels: { service: 'printer', tray: '2' } }
    await call('POST', '/api/v1/alerts', [alert('Flickers', 'printer', 0, { severity: 'warning', ...later })])
    await pipeline.settle()
    const [newest] = (await get('/api/v1/alerts?held=noise')).body.items
    expect(newest.suppressedBy.text).toMatch(/^marked as noise by ann on \d+ \w+ \d{4}$/)
    // It joins what fires there already.
    expect(newest.incidentId).toBe(id)
    expect(await lessons('&kind=noise')).toMatchObject([{ decided: 1 }])
    expect((await call('POST', '/api/v1/alerts/noise', { alertIds: ['AL-none'] })).status).toBe(404)
  })

  it('is listed page by page', async () => {
    const { id } = await incidentWith('db')
    await call('POST', `/api/v1/incidents/${id}/confirm-cause`, { entity: 'checkout' })
    const first = (await get('/api/v1/lessons?limit=1')).body
    const second = (await get(`/api/v1/lessons?limit=1&cursor=${first.nextCursor}`)).body
    expect([...first.items, ...second.items]).toEqual((await get('/api/v1/lessons')).body.items)
    expect(second.nextCursor).toBeUndefined()
    expect((await get('/api/v1/lessons?cursor=x')).status).toBe(400)
  })
})

describe('an incident that is noise', () => {
  const flaps = (at: number, status = 'firing') =>
    ['Flaps', 'Resets'].map((name) =>
      alert(name, 'switch', at, { status, severity: 'warning', externalId: `${name} ${at} ${status}` }),
    )

  it('is resolved with what was learned of its alerts, and opens again by an undo', async () => {
    await call('POST', '/api/v1/alerts?scope=noisy', flaps(500))
    await pipeline.settle()
    const [{ id }] = (await get('/api/v1/incidents?scope=noisy')).body.items
    const said = await call('POST', `/api/v1/incidents/${id}/noise`, { by: 'ann', text: 'a test rack' })
    expect(said.status).toBe(200)
    expect(said.body.incident.status).toBe('resolved')
    const learned = said.body.lessons.map(({ alert, entity, kind }: Record<string, string>) => [
      kind,
      alert,
      entity,
    ])
    expect(learned.sort()).toEqual([
      ['noise', 'Flaps', 'switch'],
      ['noise', 'Resets', 'switch'],
    ])
    const history = (await get(`/api/v1/incidents/${id}/history`)).body.items
    expect(history).toMatchObject([{ kind: 'mark_incident_noise', by: { name: 'ann' }, text: 'a test rack' }])
    expect((await call('POST', `/api/v1/incidents/${id}/reopen`)).body.incident.status).toBe('open')
    const lessonIds = said.body.lessons.map(({ id: lesson }: { id: string }) => lesson)
    const back = await call('POST', '/api/v1/lessons/retract', { by: 'bob', lessonIds })
    expect([back.status, back.body.incidentIds]).toEqual([200, [id]])
    const ended = (await get('/api/v1/lessons?scope=noisy&ended=true')).body.items
    expect(ended.map(({ ended: { by } }: { ended: { by: { name: string } } }) => by.name)).toEqual([
      'bob',
      'bob',
    ])
    expect((await call('POST', '/api/v1/lessons/retract', { lessonIds })).status).toBe(409)
    expect((await call('POST', '/api/v1/lessons/retract', { lessonIds: ['LE-none'] })).status).toBe(404)
    expect((await call('POST', '/api/v1/incidents/INC-none/noise')).status).toBe(404)
    expect((await call('POST', `/api/v1/incidents/${id}/noise`, { on: 'everything' })).status).toBe(400)
  })

  it('may be over for so long that the correlator forgot it', async () => {
    const hour = 3600
    await call('POST', '/api/v1/alerts?scope=past', [...flaps(9 * hour), ...flaps(8.5 * hour, 'resolved')])
    await call('POST', '/api/v1/alerts?scope=past', [alert('Other', 'crm', 60)])
    await pipeline.settle()
    const [incident] = (await get('/api/v1/incidents?scope=past&service=switch')).body.items
    const path = `/api/v1/incidents/${incident.id}`
    expect((await call('POST', `${path}/comment?scope=past`, { text: 'too late' })).status).toBe(409)
    const said = await call('POST', `${path}/noise?scope=past`, { by: 'ann', on: 'service' })
    const places = said.body.lessons.map(({ alert, service }: Record<string, string>) => [alert, service])
    expect(places.sort()).toEqual([
      ['Flaps', 'switch'],
      ['Resets', 'switch'],
    ])
    expect(said.body.incident).toMatchObject({ status: 'resolved', resolvedAt: incident.resolvedAt })
    expect(said.body.incident.actions.at(-1)).toMatchObject({ kind: 'mark_incident_noise' })
    expect(said.body.command).toEqual({ kind: 'mark_incident_noise', incidentId: incident.id, on: 'service' })
  })
})

describe('the cause of an incident that the correlator forgot', () => {
  it('is confirmed and taken back all the same', async () => {
    const old = (name: string, hoursAgo: number, status = 'firing') =>
      alert(name, 'erp', hoursAgo * 3600, { status, externalId: `${name} ${status}` })
    await call('POST', '/api/v1/alerts?scope=old', [old('Full', 9), old('Full', 8.5, 'resolved')])
    await call('POST', '/api/v1/alerts?scope=old', [alert('Other', 'crm', 60)])
    await pipeline.settle()
    const [incident] = (await get('/api/v1/incidents?scope=old&service=erp')).body.items
    expect(incident.status).toBe('resolved')
    const path = `/api/v1/incidents/${incident.id}`
    const said = await call('POST', `${path}/confirm-cause?scope=old`, { by: 'ann', entity: 'erp' })
    expect(said.body.incident.causes[0]).toMatchObject({ entity: { name: 'erp' }, confirmedBy: 'ann' })
    expect(said.body.command.past).toBeUndefined()
    const back = await call('POST', `${path}/retract-cause?scope=old`, { by: 'ann' })
    expect(back.body.incident.causes).toEqual(incident.causes)
    expect(back.body.incident.actions).toHaveLength(incident.actions.length + 2)
    expect((await call('POST', `${path}/comment?scope=old`, { text: 'too late' })).status).toBe(409)
  })
})
