import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InProcess, startInProcess } from '../support/in-process.ts'
import { needs } from '../support/programs.ts'

const run = promisify(execFile)
const { skip, why } = needs(['amtool'], 'prometheus-alertmanager')

describe.skipIf(skip)(`the real amtool${why}`, () => {
  let barograph: InProcess

  beforeAll(async () => {
    barograph = await startInProcess()
  })
  afterAll(async () => {
    await barograph.close()
    expect(barograph.errors).toEqual([])
  })

  /** What amtool prints, without the blanks at the ends of lines. */
  async function amtool(...words: string[]): Promise<string> {
    const { stdout } = await run('amtool', [...words, `--alertmanager.url=${barograph.url}`])
    return stdout.replace(/ +$/gm, '')
  }
  const inJson = async (...words: string[]) => JSON.parse(await amtool(...words, '--output=json'))
  const add = async (...words: string[]) => {
    await amtool('alert', 'add', ...words)
    await barograph.settle()
  }
  const names = async (...words: string[]) =>
    (await inJson('alert', 'query', ...words)).map(
      ({ labels }: { labels: Record<string, string> }) => labels['alertname'],
    )

  it('adds alerts, which are incidents, and queries them', async () => {
    await add(
      'alertname=DiskFull',
      'instance=web-1:9100',
      'severity=critical',
      '--annotation=summary=the disk is full',
    )
    await add('alertname=BatchLate', 'job=nightly', 'severity=warning')
    expect(await barograph.all('/api/v1/incidents')).toHaveLength(2)
    const [alert] = await barograph.all('/api/v1/alerts?severity=critical')
    expect(alert).toMatchObject({ status: 'firing', entity: { type: 'node', name: 'web-1' } })
    expect(await amtool('alert', 'query')).toMatch(
      /^Alertname\s+Starts At\s+Summary\s+State\n(DiskFull .*the disk is full +active\nBatchLate .* active|BatchLate .* active\nDiskFull .*the disk is full +active)\n$/,
    )
    expect(await names('severity=critical')).toEqual(['DiskFull'])
    expect(await names('alertname=~"Disk.*|Batch.*"', 'severity!=critical')).toEqual(['BatchLate'])
    expect(await names('alertname=None')).toEqual([])
  })

  it('ends an alert', async () => {
    await add(
      'alertname=DiskFull',
      'instance=web-1:9100',
      'severity=critical',
      `--end=${new Date().toISOString()}`,
    )
    expect(await names()).toEqual(['BatchLate'])
    expect(await barograph.all('/api/v1/incidents?severity=critical')).toMatchObject([{ status: 'resolved' }])
  })

  it('shows why an alert was refused', async () => {
    await expect(amtool('alert', 'add', 'alertname=')).rejects.toMatchObject({
      stderr: expect.stringContaining('at least one label pair required'),
    })
  })

  it('adds a silence, which holds at once, queries, updates and expires it', async () => {
    const id = (
      await amtool('silence', 'add', 'job=~night.*', '--author=ada', '--comment=known', '--duration=1h')
    ).trim()
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
    expect(await names()).toEqual([])
    expect(await names('--silenced')).toEqual(['BatchLate'])
    expect(await barograph.all('/api/v1/alerts?status=firing')).toMatchObject([
      { suppressedBy: { kind: 'silenced', id } },
    ])
    expect(await amtool('silence', 'query')).toMatch(
      new RegExp(`^ID\\s.*\n${id}\\s+job=~"night\\.\\*"\\s.*ada\\s+known\n`),
    )
    expect((await amtool('silence', 'query', '--quiet', 'job=~night.*')).trim()).toBe(id)
    expect(await inJson('silence', 'query', 'job=other')).toEqual([])

    const [before] = await inJson('silence', 'query')
    await amtool('silence', 'update', '--duration=3h', '--comment=longer', id)
    const [updated, ...others] = await inJson('silence', 'query')
    expect(others).toEqual([])
    expect(updated).toMatchObject({ comment: 'longer', createdBy: 'ada', status: { state: 'active' } })
    expect(Date.parse(updated.endsAt) - Date.parse(before.endsAt)).toBeGreaterThan(7_000_000)
    expect(await names()).toEqual([])

    await amtool('silence', 'expire', updated.id)
    expect(await inJson('silence', 'query')).toEqual([])
    expect(await inJson('silence', 'query', '--expired', '--within=1h')).toMatchObject([
      { status: { state: 'expired' } },
    ])
    expect(await names()).toEqual(['BatchLate'])
  })

  it('shows why a silence was refused', async () => {
    const set = amtool('silence', 'add', 'job=~.*', '--author=ada', '--comment=all', '--duration=1h')
    await expect(set).rejects.toMatchObject({ stderr: expect.stringContaining('at least one matcher') })
    await expect(amtool('silence', 'expire', '00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
      stderr: expect.stringContaining('404'),
    })
  })
})

describe('a dashboard that reads as karma does', () => {
  let barograph: InProcess
  const get = async (path: string) => {
    const { status, body } = await barograph.get(`/api/v2/${path}`)
    expect([path, status]).toEqual([path, 200])
    return body
  }

  beforeAll(async () => {
    const inhibit = [
      {
        name: 'node-down',
        source: [{ name: 'alertname', value: 'NodeDown' }],
        target: [{ name: 'severity', value: 'info' }],
        equal: ['node'],
      },
    ]
    barograph = await startInProcess({ file: JSON.stringify({ correlation: { inhibit } }) })
    const alert = (alertname: string, node: string, severity: string) => ({
      labels: { alertname, node, severity },
    })
    await barograph.post('/api/v2/alerts', [
      alert('NodeDown', 'n1', 'critical'),
      alert('Load', 'n1', 'info'),
      alert('Load', 'n2', 'info'),
      alert('Load', 'n3', 'info'),
    ])
    await barograph.settle()
    await barograph.post('/api/v2/silences', {
      matchers: [{ name: 'node', value: 'n3', isRegex: false, isEqual: true }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 60_000).toISOString(),
      createdBy: 'karma',
      comment: 'c',
    })
  })
  afterAll(async () => {
    await barograph.close()
    expect(barograph.errors).toEqual([])
  })

  const nodes = (alerts: { labels: Record<string, string> }[]) =>
    alerts.map(({ labels }) => labels['node']).sort()

  it('gets groups of alerts with what holds them back', async () => {
    const groups = await get('alerts/groups')
    expect(groups.map(({ labels }: { labels: unknown }) => labels)).toEqual([
      { alertname: 'Load' },
      { alertname: 'NodeDown' },
    ])
    const [load] = groups
    expect(load.receiver).toEqual({ name: (await get('receivers'))[0].name })
    const states = load.alerts.map(
      ({ labels, status }: { labels: Record<string, string>; status: object }) => [labels['node'], status],
    )
    const [silence] = await get('silences')
    expect(Object.fromEntries(states)).toEqual({
      n1: { state: 'suppressed', silencedBy: [], inhibitedBy: [expect.any(String)] },
      n2: { state: 'active', silencedBy: [], inhibitedBy: [] },
      n3: { state: 'suppressed', silencedBy: [silence.id], inhibitedBy: [] },
    })
    expect(await get(`silence/${silence.id}`)).toEqual(silence)
  })

  it('gets what it asks for by flags and filters', async () => {
    expect(nodes(await get('alerts'))).toEqual(['n1', 'n1', 'n2', 'n3'])
    expect(nodes(await get('alerts?silenced=false'))).toEqual(['n1', 'n1', 'n2'])
    expect(nodes(await get('alerts?inhibited=false'))).toEqual(['n1', 'n2', 'n3'])
    expect(nodes(await get('alerts?active=false'))).toEqual(['n1', 'n3'])
    expect(nodes(await get('alerts?silenced=false&inhibited=false&filter=alertname%3D%22Load%22'))).toEqual([
      'n2',
    ])
    expect(nodes(await get('alerts?filter=node%3D~%22n%5B12%5D%22&filter=severity%3Dinfo'))).toEqual([
      'n1',
      'n2',
    ])
    expect(await get('alerts?receiver=nobody')).toEqual([])
  })

  it('learns which version it speaks to', async () => {
    const status = await get('status')
    expect(status.versionInfo.version).toMatch(/^0\.2\d\.\d+$/)
    expect(status.cluster.status).toBe('disabled')
    expect(Date.parse(status.uptime)).toBeLessThanOrEqual(Date.now())
    expect((await barograph.get('/metrics')).status).toBe(200)
  })
})
