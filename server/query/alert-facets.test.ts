import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Alert } from '../../schema/api/alert.ts'
import { compileMatchers, type Matcher, parseMatchers } from '../../schema/matcher.ts'
import { alertFacets } from './alert-facets.ts'
import { labelNames } from './label-names.ts'
import { listAlerts } from './list-alerts.ts'
import { alertRow, at, ms, openTestDatabase, type TestDatabase } from './testing/database.ts'

let db: TestDatabase
let all: Alert[]

beforeAll(async () => {
  db = await openTestDatabase()
  const severities = ['critical', 'high', 'warning', 'info']
  const rows = Array.from({ length: 60 }, (_, i) =>
    alertRow(`a${i}`, {
      starts_at: at(Math.floor(i / 2)),
      severity: severities[(i * 7) % 4],
      name: `Rule${i % 5}`,
      service: i % 6 === 0 ? '' : `service-${i % 3}`,
      source: i % 2 ? 'grafana' : 'prometheus',
      status: i % 10 === 0 ? 'resolved' : 'firing',
      ends_at: i % 10 === 0 ? at(100) : null,
      suppressed_kind: i % 9 === 0 ? 'silenced' : '',
      labels: { alertname: `Rule${i % 5}`, ...(i % 4 === 0 && { team: `team-${i % 8}` }), 'with.dot': 'x,y' },
    }),
  )
  await db.insert('alerts', rows)
  await db.insert('alerts', rows.slice(0, 30))
  await db.insert('alerts', [alertRow('other', { scope: 'other' })])
  all = (await listAlerts(db.database, { scope: 's' }, { limit: 100 })).items
})

afterAll(() => db.close())

function labelOf(alert: Alert, name: string): string {
  const labels: Record<string, string | undefined> = {
    severity: alert.severity,
    service: alert.service,
    alertname: alert.name,
    ...alert.labels,
  }
  return labels[name] ?? ''
}

function matches(alert: Alert, matchers: readonly Matcher[]): boolean {
  const names = matchers.map(({ name }) => name)
  return compileMatchers(matchers)(Object.fromEntries(names.map((name) => [name, labelOf(alert, name)])))
}

function counts(alerts: readonly Alert[], value: (alert: Alert) => string): Record<string, number> {
  const found: Record<string, number> = {}
  for (const alert of alerts) found[value(alert)] = (found[value(alert)] ?? 0) + 1
  return found
}

const asRecord = (facet: { values: { value: string; count: number }[] } | undefined) =>
  Object.fromEntries(facet?.values.map(({ value, count }) => [value, count]) ?? [])

it('counts for each facet what matches but for its own part of the filter', async () => {
  const name = fc.constantFrom('severity', 'alertname', 'service', 'team', 'none')
  const matcher = fc.record({
    name,
    value: fc.constantFrom('', 'critical', 'high|info', 'Rule1', 'Rule[12]', 'service-1', 'team-0', '.*'),
    isRegex: fc.boolean(),
    isEqual: fc.boolean(),
  })
  const request = fc.record({
    matchers: fc.array(matcher, { maxLength: 4 }),
    labels: fc.uniqueArray(name, { maxLength: 4 }),
    sources: fc.subarray(['prometheus', 'grafana']),
    open: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(request, async ({ matchers, labels, sources, open }) => {
      const status = open ? ['firing', 'acknowledged'] : undefined
      const filter = { scope: 's', matchers, source: sources, status }
      const answer = await alertFacets(db.database, filter, { fields: ['source', 'held'], labels, top: 100 })
      const bySource = (alert: Alert) => sources.length === 0 || sources.includes(alert.source)
      const possible = all.filter((alert) => !open || alert.status !== 'resolved')
      const matching = possible.filter((alert) => matches(alert, matchers))
      expect(answer.total).toBe(matching.filter(bySource).length)
      expect(asRecord(answer.fields[0])).toEqual(counts(matching, (alert) => alert.source))
      expect(asRecord(answer.fields[1])).toEqual(
        counts(matching.filter(bySource), (alert) => alert.suppressedBy?.kind ?? 'nothing'),
      )
      for (const [i, label] of labels.entries()) {
        const others = matchers.filter((one) => one.name !== label)
        const counted = possible.filter((alert) => bySource(alert) && matches(alert, others))
        expect(asRecord(answer.labels[i])).toEqual(counts(counted, (alert) => labelOf(alert, label)))
        expect(answer.labels[i]?.distinct).toBe(answer.labels[i]?.values.length)
      }
    }),
    { numRuns: 60 },
  )
})

it('answers the most frequent values, says how many there are, and finds others by a text', async () => {
  const request = { fields: [], labels: ['alertname'] }
  const top = await alertFacets(db.database, { scope: 's' }, { ...request, top: 2 })
  expect(top.labels).toEqual([
    {
      name: 'alertname',
      distinct: 5,
      values: [
        { value: 'Rule0', count: 12 },
        { value: 'Rule1', count: 12 },
      ],
    },
  ])
  const found = await alertFacets(db.database, { scope: 's' }, { ...request, top: 2, search: 'LE4' })
  expect(found.total).toBe(60)
  expect(found.labels[0]).toMatchObject({ distinct: 1, values: [{ value: 'Rule4', count: 12 }] })
  const none = await alertFacets(db.database, { scope: 'empty' }, { ...request, top: 2 })
  expect(none).toEqual({ total: 0, fields: [], labels: [{ name: 'alertname', distinct: 0, values: [] }] })
})

it('a range and what is held back choose what is counted', async () => {
  const filter = { scope: 's', held: ['silenced'], to: ms(5) }
  const { total } = await alertFacets(db.database, filter, { fields: [], labels: [], top: 1 })
  expect(total).toBe(
    all.filter((alert) => alert.suppressedBy?.kind === 'silenced' && Date.parse(alert.startsAt) < ms(5))
      .length,
  )
})

it('names the labels of what matches, those that matchers know of without a label too', async () => {
  const names = await labelNames(db.database, { scope: 's' }, { top: 10 })
  expect(names).toEqual({
    distinct: 5,
    names: [
      { name: 'alertname', count: 60 },
      { name: 'severity', count: 60 },
      { name: 'with.dot', count: 60 },
      { name: 'service', count: 50 },
      { name: 'team', count: 15 },
    ],
  })
  const some = await labelNames(
    db.database,
    { scope: 's', matchers: parseMatchers('team=team-4') },
    { top: 1, search: 'TE' },
  )
  expect(some).toEqual({ distinct: 1, names: [{ name: 'team', count: 7 }] })
})

it.each(['newest', 'oldest', 'severity'] as const)('lists in the order "%s", page by page', async (order) => {
  const seen: Alert[] = []
  let cursor: string | undefined
  do {
    const page = await listAlerts(db.database, { scope: 's' }, { limit: 7, cursor }, order)
    seen.push(...page.items)
    cursor = page.nextCursor
  } while (cursor)
  const rank = (alert: Alert) => ['critical', 'high', 'warning', 'info'].indexOf(alert.severity)
  const oldest = [...all].reverse()
  const expected = {
    newest: all,
    oldest,
    severity: [...all].sort((a, b) => rank(a) - rank(b)),
  }[order]
  expect(seen.map(({ id }) => id)).toEqual(expected.map(({ id }) => id))
})
