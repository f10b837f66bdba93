import { describe, expect, test } from 'vitest'
import { alert, change, command, correlateAll, incidentsOf, settingsWith, tick, topology } from './testing.ts'

const db = { type: 'database', name: 'payments-db' }
const service = (name: string) => ({ type: 'service', name })
const shop = topology(
  [
    'checkout calls payments',
    'payments depends_on payments-db',
    'refunds depends_on payments-db',
    'web calls checkout',
    'stock depends_on stock-db',
  ],
  [{ id: 'payments-db', type: 'database' }],
)
const resolved = { status: 'resolved' as const }

describe('grouping', () => {
  test('a fault and its downstream effects are one incident that names the cause', () => {
    const run = correlateAll([
      shop,
      change(-120, { id: 'c1', entity: db, summary: 'pool size 10' }),
      alert(0, {
        name: 'ConnectionsExhausted',
        entity: db,
        severity: 'critical',
        summary: 'no connections left',
      }),
      alert(40, { name: 'Errors', entity: service('payments') }),
      alert(50, { name: 'RefundErrors', entity: service('refunds') }),
      alert(60, { name: 'CheckoutErrors', entity: service('checkout') }),
    ])
    const [incident, ...rest] = incidentsOf(run)
    expect(rest).toEqual([])
    expect(incident?.alerts).toHaveLength(4)
    expect(incident?.severity).toBe('critical')
    expect(incident?.causes[0]?.entity).toEqual(db)
    const text = incident?.causes[0]?.reasons.map((reason) => reason.text).join('; ')
    expect(text).toContain('3 of 3 other alerting services depend on payments-db')
    expect(text).toContain('it alerted 40 s before the first of them')
    expect(text).toContain('its config was changed 2 min earlier by deploy-bot')
    expect(incident?.suspects[0]?.id).toBe('c1')
    expect(incident?.title).toContain('payments-db: no connections left; hits')
  })

  test('faults in unconnected parts stay two incidents although they begin together and read alike', () => {
    const run = correlateAll([
      shop,
      alert(0, { name: 'HighErrors', entity: service('payments'), summary: 'too many errors' }),
      alert(1, { name: 'HighErrors', entity: service('stock'), summary: 'too many errors' }),
    ])
    expect(incidentsOf(run)).toHaveLength(2)
  })

  test('two dependants of a thing that does not alert are one incident that suspects it', () => {
    const run = correlateAll([
      shop,
      alert(0, { name: 'Errors', entity: service('payments') }),
      alert(20, { name: 'RefundErrors', entity: service('refunds') }),
    ])
    const [incident, ...rest] = incidentsOf(run)
    expect(rest).toEqual([])
    expect(incident?.causes.map((cause) => cause.entity.name)).toContain('payments-db')
  })

  test('simultaneous alerts of one service under one rule are one incident without any topology', () => {
    const events = Array.from({ length: 20 }, (_, i) =>
      alert(0, {
        name: 'PodCrash',
        service: 'cart',
        entity: { type: 'pod', name: `cart-${i}` },
        labels: { pod: `cart-${i}` },
      }),
    )
    expect(incidentsOf(correlateAll(events))).toHaveLength(1)
  })

  test('unrelated hosts watched by one job stay apart', () => {
    const run = correlateAll([
      alert(0, { name: 'DiskFull', service: 'node-exporter', entity: { type: 'node', name: 'a1' } }),
      alert(5, { name: 'LoadHigh', service: 'node-exporter', entity: { type: 'node', name: 'b7' } }),
    ])
    expect(incidentsOf(run)).toHaveLength(2)
  })
})

describe('deduplication', () => {
  test('repeats are one alert, repeated deliveries count once', () => {
    const { correlator, found } = correlateAll([
      alert(0, { name: 'A', entity: db, externalId: '1' }),
      alert(0, { name: 'A', entity: db, externalId: '1' }),
      alert(60, { name: 'A', entity: db, externalId: '2' }),
    ])
    const alerts = [...(correlator.state.scopes.get('default')?.alerts.values() ?? [])]
    expect(alerts.map((one) => one.events)).toEqual([2])
    expect(found[0]?.events.map((event) => event.outcome).sort()).toEqual([
      'duplicate',
      'opened',
      'repeated_delivery',
    ])
  })

  test('two tools that see the same condition make one alert with two sources', () => {
    const run = correlateAll([
      alert(0, { name: 'HighCPU', entity: service('cart'), labels: { instance: 'cart-1' } }),
      alert(30, { name: 'High CPU', source: 'zabbix', entity: service('cart'), labels: { host: 'cart' } }),
    ])
    const alerts = [...(run.correlator.state.scopes.get('default')?.alerts.values() ?? [])]
    expect(alerts).toHaveLength(1)
    expect(alerts[0]?.sources).toEqual(['prometheus', 'zabbix'])
    expect(alerts[0]?.events).toBe(2)
  })

  test('an alert whose source falls silent ends when it expires', () => {
    const run = correlateAll([
      alert(0, { name: 'A', entity: db, endsAt: new Date(Date.parse('2026-03-02T03:04:00Z')).toISOString() }),
      tick(100),
      tick(200),
    ])
    const [incident] = incidentsOf(run)
    expect(incident?.status).toBe('resolved')
    expect(incident?.resolvedAt).toBe(Date.parse('2026-03-02T03:04:00Z'))
  })

  test('every repeat belongs to its alert although one batch spans hours', () => {
    const { found } = correlateAll(
      Array.from({ length: 60 }, (_, i) => alert(i * 60, { name: 'A', entity: db })),
    )
    expect(new Set(found.flatMap((record) => record.events.map((event) => event.alertId))).size).toBe(1)
    expect(found.flatMap((record) => record.events.map((event) => event.outcome))).not.toContain('orphan')
  })

  test('an event that comes late moves the events after it to the longer alert', () => {
    const { found } = correlateAll(
      [alert(60, { name: 'A', entity: db }), alert(0, { name: 'A', entity: db })],
      { batch: 1 },
    )
    const last = found.at(-1)
    expect(last?.removedAlerts).toHaveLength(1)
    expect(last?.alerts).toHaveLength(1)
    const ids = new Set(last?.events.map((event) => event.alertId))
    expect(ids).toEqual(new Set([last?.alerts[0]?.id]))
    expect(last?.events.find((event) => event.offset === 0)?.moved).toBe(true)
    expect(last?.incidents.filter((incident) => incident.status !== 'merged')).toHaveLength(1)
  })
})

describe('what is held back', () => {
  test('a silence keeps a matching alert out of incidents and says why', () => {
    const silence = {
      id: 's1',
      matchers: [{ name: 'alertname', value: 'A', isRegex: false, isEqual: true }],
      startsAt: '2026-03-02T02:00:00.000Z',
      endsAt: '2026-03-02T04:00:00.000Z',
      comment: 'known',
      createdBy: 'Ada',
    }
    const run = correlateAll([
      command('k1', { kind: 'silence_set', silence }),
      alert(0, { name: 'A', entity: db }),
      alert(0, { name: 'B', entity: service('stock') }),
    ])
    expect(incidentsOf(run).map((incident) => incident.names)).toEqual([['B']])
    const event = run.found.flatMap((record) => record.events).find((one) => one.offset === 1)
    expect(event?.heldBy).toBe('silenced')
    // Still firing when the silence ends, it becomes an incident.
    const later = correlateAll([
      command('k1', { kind: 'silence_set', silence }),
      alert(0, { name: 'A', entity: db }),
      tick(4000),
    ])
    expect(incidentsOf(later).map((incident) => incident.names)).toEqual([['A']])
  })

  test('an inhibition rule holds back its targets, whichever comes first', () => {
    const m = (name: string, value: string) => ({ name, value, isRegex: false, isEqual: true })
    const settings = settingsWith({
      inhibit: [
        {
          name: 'cluster',
          source: [m('alertname', 'ClusterDown')],
          target: [m('severity', 'warning')],
          equal: ['cluster'],
        },
      ],
    })
    const source = alert(10, {
      name: 'ClusterDown',
      entity: service('k8s'),
      severity: 'critical',
      labels: { cluster: 'eu' },
    })
    const target = alert(0, {
      name: 'Slow',
      entity: service('stock'),
      severity: 'warning',
      labels: { cluster: 'eu' },
    })
    for (const order of [
      [source, target],
      [target, source],
    ]) {
      const run = correlateAll(order, { settings, batch: 1 })
      expect(incidentsOf(run).map((incident) => incident.names)).toEqual([['ClusterDown']])
      const slow = [...(run.correlator.state.scopes.get('default')?.alerts.values() ?? [])].find(
        (one) => one.detail.name === 'Slow',
      )
      expect(slow?.suppression).toMatchObject({ kind: 'inhibited' })
    }
  })

  test('maintenance holds back alerts of its entity', () => {
    const run = correlateAll([
      change(-60, {
        id: 'm1',
        kind: 'maintenance',
        entity: db,
        endedAt: '2026-03-02T04:00:00Z',
        summary: 'upgrade',
      }),
      alert(0, { name: 'A', entity: db }),
    ])
    expect(incidentsOf(run)).toEqual([])
  })

  test('an alert that opens and closes again and again flaps and notifies no more', () => {
    const records = Array.from({ length: 8 }, (_, i) => [
      alert(i * 60, { name: 'A', entity: db }),
      alert(i * 60 + 30, { name: 'A', entity: db, ...resolved }),
    ]).flat()
    const { correlator, found } = correlateAll(records, { batch: 1 })
    const [incident] = incidentsOf({ correlator, found })
    expect(incident?.status).toBe('open')
    const alerts = [...(correlator.state.scopes.get('default')?.alerts.values() ?? [])]
    expect(alerts.some((one) => one.flapping)).toBe(true)
    expect(found.flatMap((record) => record.notifications).length).toBeLessThanOrEqual(5)
    const calm = correlateAll([...records, tick(1000)], { batch: 1 })
    expect(incidentsOf(calm)[0]?.status).toBe('resolved')
  })
})

describe('lifecycle and commands', () => {
  const fire = alert(0, { name: 'A', entity: service('payments') })
  const calm = alert(100, { name: 'A', entity: service('payments'), ...resolved })
  const idOf = () => incidentsOf(correlateAll([fire]))[0]?.id ?? ''

  test('resolved when its alerts are, reopened when one fires again soon', () => {
    expect(incidentsOf(correlateAll([fire, calm]))[0]?.status).toBe('resolved')
    const again = correlateAll([fire, calm, alert(300, { name: 'A', entity: service('payments') })])
    expect(incidentsOf(again)).toHaveLength(1)
    expect(incidentsOf(again)[0]).toMatchObject({ id: idOf(), status: 'open' })
  })

  test('an incident that opened and ended within one batch counts as a notification too', () => {
    const reasons = (batch: number) =>
      correlateAll([fire, calm, alert(300, { name: 'A', entity: service('payments') })], { batch })
        .found.flatMap((record) => record.notifications)
        .map((notification) => notification.reason)
    expect(correlateAll([fire, calm]).found[0]?.notifications).toHaveLength(1)
    expect(reasons(1)).toEqual(['opened', 'reopened'])
    expect(reasons(3)).toEqual(['opened', 'reopened'])
  })

  test('acknowledged until it is over', () => {
    const acknowledge = command('k', { kind: 'acknowledge', incidentId: idOf() })
    expect(incidentsOf(correlateAll([fire, acknowledge]))[0]).toMatchObject({
      status: 'acknowledged',
      acknowledgedBy: 'Ada',
    })
    const again = correlateAll([
      fire,
      acknowledge,
      calm,
      alert(300, { name: 'A', entity: service('payments') }),
    ])
    expect(incidentsOf(again)[0]?.status).toBe('open')
  })

  test('an acknowledgement can be taken back, once', () => {
    const acknowledge = command('k', { kind: 'acknowledge', incidentId: idOf() })
    const back = (id: string) => command(id, { kind: 'unacknowledge', incidentId: idOf() })
    const run = correlateAll([fire, acknowledge, back('l'), back('m')])
    expect(incidentsOf(run)[0]?.status).toBe('open')
    const errors = run.found.flatMap(({ commands }) => commands).map(({ error }) => error)
    expect(errors).toEqual([undefined, undefined, 'nobody has acknowledged it'])
  })

  test('who was last given an incident stays told, however much is said after', () => {
    const give = (id: string, to: string) => command(id, { kind: 'assign', incidentId: idOf(), to })
    const talk = Array.from({ length: 60 }, (_, i) =>
      command(`c${i}`, { kind: 'comment', incidentId: idOf(), text: String(i) }),
    )
    const run = correlateAll([fire, give('k', 'Bo'), give('l', 'Cy'), ...talk])
    const actions = run.correlator.state.scopes.get('default')?.incidents.get(idOf())?.actions
    expect(actions).toHaveLength(50)
    expect(actions?.filter(({ kind }) => kind === 'assign')).toMatchObject([{ text: 'Cy' }])
  })

  test('a resolve by hand stands against repeats and falls with a new alert', () => {
    const resolve = command('k', { kind: 'resolve', incidentId: idOf() })
    expect(
      incidentsOf(correlateAll([fire, resolve, alert(60, { name: 'A', entity: service('payments') })]))[0]
        ?.status,
    ).toBe('resolved')
    const worse = correlateAll([fire, resolve, alert(60, { name: 'B', entity: service('payments') })])
    expect(incidentsOf(worse)[0]?.status).toBe('open')
  })

  test('a merge holds, and new alerts follow it', () => {
    const other = alert(5, { name: 'B', entity: service('stock') })
    const before = incidentsOf(correlateAll([shop, fire, other]))
    expect(before).toHaveLength(2)
    const [a, b] = before
    const run = correlateAll([
      shop,
      fire,
      other,
      command('k', { kind: 'merge', incidentId: a?.id ?? '', incidentIds: [b?.id ?? ''] }),
      alert(20, { name: 'C', entity: { type: 'database', name: 'stock-db' } }),
    ])
    expect(incidentsOf(run).map((incident) => [incident.id, incident.names])).toEqual([
      [a?.id, ['A', 'B', 'C']],
    ])
    expect(run.correlator.state.scopes.get('default')?.incidents.get(b?.id ?? '')).toMatchObject({
      status: 'merged',
      mergedInto: a?.id,
    })
  })

  test('a split holds against later evidence', () => {
    const both = [shop, fire, alert(10, { name: 'CheckoutErrors', entity: service('checkout') })]
    const [one] = incidentsOf(correlateAll(both))
    const alerts = [...(correlateAll(both).correlator.state.scopes.get('default')?.alerts.values() ?? [])]
    const out = alerts.find((alert) => alert.detail.name === 'CheckoutErrors')?.id ?? ''
    const run = correlateAll([
      ...both,
      command('k', { kind: 'split', incidentId: one?.id ?? '', alertIds: [out] }),
      alert(15, { name: 'ConnectionsExhausted', entity: db }),
      alert(70, { name: 'CheckoutErrors', entity: service('checkout') }),
    ])
    expect(
      incidentsOf(run)
        .map((incident) => incident.names)
        .sort(),
    ).toEqual([['A', 'ConnectionsExhausted'], ['CheckoutErrors']])
  })

  test('what cannot be done is refused in words', () => {
    const { found } = correlateAll([fire, command('k', { kind: 'acknowledge', incidentId: 'INC-NONE' })])
    expect(found[0]?.commands[0]?.error).toContain('INC-NONE')
  })
})
