import { describe, expect, it } from 'vitest'
import { type Mapping, mapping } from '../../schema/settings/mapping.ts'
import { genericSource, MappingError } from './generic.ts'
import { genericSources } from './registry.ts'
import { fixture, mapAll } from './testing.ts'

const zabbix: Mapping = {
  kind: 'alert',
  fields: {
    name: 'body.event_name',
    externalId: 'body.event_id',
    fingerprint: 'body.trigger_id',
    status: 'body.event_value == "1" ? "problem" : "ok"',
    severity: 'body.event_severity',
    at: 'body.event_date.replace(".", "-") + "T" + body.event_time + "Z"',
    'labels.host': 'body.host_name',
    'labels.app.kind': 'body.event_tags.filter(t, t.tag == "class")[0].value',
    service: 'body.event_tags.filter(t, t.tag == "service")[0].value',
    'entity.type': '"database"',
    'entity.name': 'body.host_name',
    url: 'body.trigger_url',
  },
}

const map = (fields: Record<string, string>, body: unknown = {}, rest: Partial<Mapping> = {}) =>
  mapAll(genericSource('m', { kind: 'alert', fields, ...rest }), body)

describe('generic', () => {
  it('maps a Zabbix message; a field that reads what is not there stays out', () => {
    expect(mapAll(genericSource('zabbix', zabbix), fixture('zabbix'))).toEqual([
      {
        source: 'generic/zabbix',
        name: 'High CPU utilization (over 90% for 5m)',
        externalId: '4711',
        fingerprint: '13491',
        status: 'firing',
        severity: 'high',
        at: '2026-03-01T03:03:20Z',
        labels: { host: 'db-7', 'app.kind': 'os' },
        service: 'payments',
        entity: { type: 'database', name: 'db-7' },
      },
    ])
  })

  it('makes a record of every item that is wanted, over item and body', () => {
    const records = map(
      {
        name: 'item.n',
        'labels.region': 'body.region',
        status: 'item.up',
        at: 'item.t',
        labels: 'item.tags',
        severity: '"P1"',
      },
      {
        region: 'eu',
        list: [
          { n: 'a', up: true, t: 1772334000, tags: { host: 'h', size: 3, no: null } },
          { n: 'b', up: false, t: 1772334000, tags: {} },
          { n: 'c', skip: true },
        ],
      },
      { items: 'body.list', when: '!has(item.skip)' },
    )
    expect(records).toEqual([
      {
        source: 'generic/m',
        name: 'a',
        status: 'firing',
        severity: 'critical',
        at: 1772334000,
        labels: { region: 'eu', host: 'h', size: '3' },
        entity: { type: 'node', name: 'h' },
      },
      expect.objectContaining({ name: 'b', status: 'resolved' }),
      undefined,
    ])
  })

  it('turns the values of CEL into those of JSON', () => {
    const fields = {
      name: '1 + 2',
      at: 'timestamp("2026-03-01T03:00:00Z")',
      summary: 'body.?a.?b',
      description: 'body.?a.?c.orValue("none")',
      'annotations.list': '[1, 2]',
      'annotations.map': '{"a": 1.5}',
      'annotations.duration': 'duration("90s")',
    }
    expect(map(fields, { a: {} })).toEqual([
      {
        source: 'generic/m',
        name: '3',
        at: '2026-03-01T03:00:00.000Z',
        description: 'none',
        status: 'firing',
        severity: 'warning',
        annotations: { list: '[1,2]', map: '{"a":1.5}', duration: '90s' },
      },
    ])
  })

  it('tells every field that cannot be worked out', () => {
    const fields = {
      name: 'body.a + 1.0',
      status: 'body.s',
      labels: 'body.a',
      summary: 'body.a.matches("(")',
    }
    expect(() => map(fields, { a: 'x', s: 'melting' })).toThrow(
      /^name: no such overload.*labels: the expression gave no map; summary: /,
    )
    expect(() => map({ name: '"n"', status: '"melting"' })).toThrow('status: "melting" is not firing')
    expect(() => map({ name: '"n"' }, {}, { items: 'body' })).toThrow('items: the expression gave no list')
    expect(() => map({ name: '"n"' }, {}, { when: '"yes"' })).toThrow('when: the expression gave neither')
  })

  it('is not stalled by a regular expression', () => {
    const fields = { name: 'string(body.s.matches("^(a+)+$")) + string("b".matches( "b" ))' }
    const started = process.cpuUsage()
    expect(map(fields, { s: `${'a'.repeat(5000)}b` })).toMatchObject([{ name: 'falsetrue' }])
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000)
  })

  it('reaches nothing but the body', () => {
    expect(map({ name: '"n"', summary: 'body.constructor.name', description: 'body.__proto__' })).toEqual([
      { source: 'generic/m', name: 'n', status: 'firing', severity: 'warning' },
    ])
  })

  it('maps changes', () => {
    const fields = {
      kind: '"deploy"',
      summary: 'body.title',
      'entity.type': '"service"',
      'entity.name': 'body.app',
    }
    expect(map(fields, { title: 'v2', app: 'cart' }, { kind: 'change' })).toEqual([
      { source: 'generic/m', kind: 'deploy', summary: 'v2', entity: { type: 'service', name: 'cart' } },
    ])
  })

  it('names the mapping and the field of every expression that is no CEL', () => {
    const broken: Mapping = { kind: 'alert', when: 'body.', fields: { name: 'nobody.a', summary: '1 +' } }
    expect(() => genericSource('m', broken)).toThrow(MappingError)
    expect(() => genericSources({ one: broken, two: { kind: 'alert', fields: { name: '(' } } })).toThrow(
      /mappings\.one\.when: .*\nmappings\.one\.fields\.name: .*nobody.*\nmappings\.one\.fields\.summary: .*\nmappings\.two\.fields\.name: /,
    )
  })
})

describe('the mapping setting', () => {
  it('knows the fields', () => {
    expect(mapping.safeParse(zabbix).success).toBe(true)
    const paths = (value: unknown) => mapping.safeParse(value).error?.issues.map(({ path }) => path.join('.'))
    expect(paths({ fields: { name: '"n"', nmae: '"n"' } })).toEqual(['fields.nmae'])
    expect(paths({ fields: {} })).toEqual(['fields.name'])
    expect(paths({ kind: 'change', fields: { summary: '"s"', severity: '"s"' } })).toEqual([
      'fields.severity',
      'fields.kind',
    ])
  })
})
