import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Previewer, previewHere } from '../roles/preview/previewer.ts'
import { type Pipeline, startPipeline } from './testing/pipeline.ts'
import { SHOP_EDGES, shopFrom } from './testing/shop.ts'

let pipeline: Pipeline
let hold: Promise<void> = Promise.resolve()
/** Previews as the product does, but in this thread, and not before it is let. */
const heldPreview: Previewer = async (job) => {
  await hold
  return previewHere(job)
}

const { time, alertOn } = shopFrom(Date.now() - 3_600_000)
const post = (path: string, body: unknown) => pipeline.call('POST', path, body)
const preview = (text: string, more: object = {}, scope = 'shop') =>
  post(`/api/v1/settings/preview?scope=${scope}`, { text, days: 1, ...more })
const titles = (list: { items: { incident: { title: string } }[] }) =>
  list.items.map(({ incident }) => incident.title)

beforeAll(async () => {
  pipeline = await startPipeline({ preview: heldPreview })
  await post('/api/v1/topology?scope=shop', {
    nodes: [{ id: 'db', type: 'database' }],
    edges: SHOP_EDGES,
  })
  await post('/api/v1/silences?scope=shop', {
    matchers: [{ name: 'on', value: 'noisy' }],
    startsAt: time(-10),
    endsAt: time(7200),
    comment: 'known',
  })
  await post('/api/v1/alerts?scope=shop', [
    alertOn('db', 0, { name: 'Down', severity: 'critical' }),
    alertOn('checkout', 30),
    alertOn('cart', 40, { severity: 'warning' }),
    alertOn('erp', 3000, { severity: 'warning' }),
    alertOn('noisy', 50),
  ])
  await pipeline.settle()
})

afterAll(() => pipeline.close())

describe('the settings', () => {
  it('say what is in force, with defaults, words, and what the environment overrides', async () => {
    const { status, body } = await pipeline.call('GET', '/api/v1/settings')
    expect(status).toBe(200)
    expect(body.file).toMatchObject({ exists: false, faults: [], etag: 'none' })
    expect(body.file.text).toContain('#   linkThreshold: 0.4')
    const field = (path: string) => body.inForce.fields.find((one: { path: string }) => one.path === path)
    expect(field('correlation.linkThreshold')).toMatchObject({
      value: 0.4,
      default: 0.4,
      changed: false,
      unit: 'share',
    })
    expect(field('correlation.latenessMs').setBy).toBe('LATENESS')
    expect(body.waiting).toEqual([])
  })
})

describe('a check', () => {
  it('edits the text in place and says what that changes', async () => {
    const text = '# ours\ncorrelation:\n  notifyFrom: high # since May\n'
    const edit = { path: 'correlation.notifyFrom', value: 'critical' }
    const { body } = await post('/api/v1/settings/check', { text, edit })
    expect(body.text).toBe(text.replace('high', 'critical'))
    expect(body.changes).toEqual([{ path: 'correlation.notifyFrom', before: 'warning', after: 'critical' }])
    const fields: { path: string; value: unknown }[] = body.content.fields
    expect(fields.find(({ path }) => path === 'correlation.notifyFrom')).toMatchObject({ changed: true })
  })

  it('names every fault with its line, and what it passes over', async () => {
    const { body } = await post('/api/v1/settings/check', { text: 'correlation:\n  linkThreshold: 2\n' })
    expect(body.faults).toMatchObject([{ path: 'correlation.linkThreshold', line: 2 }])
    expect(body.content).toBeUndefined()
    const passed = await post('/api/v1/settings/check', { text: 'limits: { bytes: 2 }' })
    expect(passed.body.ignored).toMatchObject([{ path: 'limits.bytes', line: 1 }])
  })

  it.each(['correlation.inhibit', 'colour', 'constructor.name', '__proto__.x'])(
    'refuses to edit %s',
    async (path) => {
      const { status, body } = await post('/api/v1/settings/check', { text: '', edit: { path, value: 1 } })
      expect([status, body.errors[0].path]).toEqual([400, 'edit.path'])
    },
  )
})

describe('a preview', () => {
  it('of the same settings makes no difference', async () => {
    const { status, body } = await preview('')
    expect(status).toBe(200)
    expect(body.replayed).toMatchObject({ events: 5, changes: 0, cut: false })
    expect(body.before).toEqual({
      incidents: 2,
      notifications: 3,
      alerts: 5,
      heldBack: { correlated: 2, silenced: 1 },
    })
    expect(body.after).toEqual(body.before)
    expect([body.changes, body.merged.count, body.split.count, body.added.count, body.gone.count]).toEqual([
      [],
      0,
      0,
      0,
      0,
    ])
  })

  it('tells which incidents would have come apart, and what they are now', async () => {
    const { body } = await preview('correlation: { linkThreshold: 1 }')
    expect(body.changes).toEqual([{ path: 'correlation.linkThreshold', before: 0.4, after: 1 }])
    expect([body.before.incidents, body.after.incidents]).toEqual([2, 4])
    expect(body.split.count).toBe(1)
    const [split] = body.split.items
    expect(split).toMatchObject({ count: 3, one: { severity: 'critical', alerts: 3 } })
    const stored = (await pipeline.call('GET', '/api/v1/incidents?scope=shop')).body.items
    const real = stored.find(({ severity }: { severity: string }) => severity === 'critical')
    expect(split.one.storedId).toBe(real.id)
  })

  it('tells what would be held back, and by what', async () => {
    const { body } = await preview(`
correlation:
  inhibit:
    - { name: db, source: [{ name: alertname, value: Down }], target: [{ name: severity, value: warning }] }
`)
    expect(body.changes[0].path).toBe('correlation.inhibit[db]')
    expect(body.gone.count).toBe(1)
    expect(titles(body.gone)[0]).toContain('erp')
    expect(body.gone.items[0].heldBy).toBe('inhibited')
    expect(body.after.heldBack).toMatchObject({ inhibited: 2 })
  })

  it('tells who would not have been woken', async () => {
    const { body } = await preview('correlation: { notifyFrom: critical }')
    expect([body.before.notifications, body.after.notifications]).toEqual([3, 2])
    expect(body.after.incidents).toBe(body.before.incidents)
  })

  it('goes by the scope and the days that were asked for', async () => {
    expect((await preview('', {}, 'elsewhere')).body.replayed.events).toBe(0)
    expect((await preview('', { days: 0.01 })).body.replayed.events).toBe(1)
    const { body } = await preview('', { to: time(35) })
    expect(body.replayed).toMatchObject({ to: time(35), events: 2 })
  })

  it('of settings that cannot be used names every fault', async () => {
    const { status, body } = await preview('correlation:\n  linkThreshold: 2\n  notifyFrom: loud\n')
    expect(status).toBe(400)
    expect(body.errors.map(({ path, line }: { path: string; line: number }) => [path, line])).toEqual([
      ['correlation.linkThreshold', 2],
      ['correlation.notifyFrom', 3],
    ])
  })

  it('is made one at a time', async () => {
    let go = () => {}
    hold = new Promise((resolve) => {
      go = resolve
    })
    const both = [preview(''), preview('')]
    const refused = await Promise.race(both)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
    go()
    const statuses = (await Promise.all(both)).map(({ status }) => status)
    expect(statuses.sort()).toEqual([200, 429])
    expect((await preview('')).status).toBe(200)
  })

  it('that fails says so, and the next one is made', async () => {
    hold = Promise.reject(new Error('out of memory'))
    hold.catch(() => undefined)
    const { status, body } = await preview('')
    expect([status, body.detail]).toEqual([503, expect.stringContaining('ask for fewer days')])
    hold = Promise.resolve()
    expect((await preview('')).status).toBe(200)
  })
})

describe('saving', () => {
  const get = async () => (await pipeline.call('GET', '/api/v1/settings')).body
  const put = (body: object) => pipeline.call('PUT', '/api/v1/settings', body)
  const text = '# ours\ncorrelation: { linkThreshold: 1 }\nlimits: { nesting: 20 }\n'

  it('writes the file, keeps the one before, and says who did so, what is in force and what waits for a restart', async () => {
    const { file, saving } = await get()
    expect(saving).toEqual({ allowed: true })
    const { status, body } = await put({ text, etag: file.etag, by: 'Mara' })
    expect(status).toBe(200)
    expect(body.file).toMatchObject({ exists: true, text })
    expect(body.saved.by).toBe('Mara')
    expect(body.waiting).toEqual([{ path: 'limits.nesting', before: 32, after: 20 }])
    expect(body.inForce.fields).toContainEqual(
      expect.objectContaining({ path: 'correlation.linkThreshold', value: 1 }),
    )
    expect(await readFile(body.file.name, 'utf8')).toBe(text)
    const second = await put({ text: '# nothing\n', etag: body.file.etag })
    expect([second.status, second.body.waiting, second.body.saved.by]).toEqual([200, [], 'operator'])
    expect(await readFile(`${body.file.name}.previous`, 'utf8')).toBe(text)
  })

  it('lets correlation go on by what was saved, and by what was there before again', async () => {
    const incidentsOf = async (scope: string) => {
      const related = [
        alertOn('api', 0, { at: time(3500) }),
        alertOn('api', 0, { at: time(3510), name: 'Slow' }),
      ]
      await post(`/api/v1/alerts?scope=${scope}`, related)
      await pipeline.settle()
      return (await pipeline.call('GET', `/api/v1/incidents?scope=${scope}`)).body.items.length
    }
    expect(await incidentsOf('as-before')).toBe(1)
    expect((await put({ text, etag: (await get()).file.etag })).status).toBe(200)
    expect(await incidentsOf('apart')).toBe(2)
    expect((await put({ text: '', etag: (await get()).file.etag })).status).toBe(200)
    expect(await incidentsOf('together')).toBe(1)
  })

  it('refuses what was written over another text than the one there is', async () => {
    const { file } = await get()
    await writeFile(file.name, '# from git\n')
    const answer = await put({ text, etag: file.etag })
    expect([answer.status, answer.body.detail]).toEqual([412, expect.stringContaining('changed since')])
    expect(await readFile(file.name, 'utf8')).toBe('# from git\n')
  })

  it('lets one of two who read the same text save', async () => {
    const { file } = await get()
    const answers = await Promise.all([text, '# two\n'].map((one) => put({ text: one, etag: file.etag })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
  })

  it('refuses a file that could not be started with', async () => {
    const { file } = await get()
    const { status, body } = await put({ text: 'colour: red', etag: file.etag })
    expect([status, body.errors]).toMatchObject([400, [{ path: 'colour', line: 1 }]])
  })
})
