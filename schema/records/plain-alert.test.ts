import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alertInput, alertRecord, completeAlert } from './alert.ts'
import { isPlainAlertRecord, plainAlertInput } from './plain-alert.ts'
import { encodeRecords } from './record.ts'

const ARRIVAL = { at: Date.parse('2026-03-01T03:05:00Z'), scope: 'default', clockToleranceMs: 120_000 }

const time = fc.constantFrom<unknown>(
  '2026-03-01T03:04:00.000Z',
  '2026-03-01T03:04:00Z',
  '2026-02-30T00:00:00.000Z',
  '2026-03-01T03:04:00+01:00',
  'soon',
  '',
  'x'.repeat(65),
  1_772_000_000,
  1_772_000_000_123,
  Number.POSITIVE_INFINITY,
  null,
)
const texts = fc.dictionary(
  fc.oneof(
    fc.constantFrom('alertname', 'severity', '__proto__', 'constructor', ''),
    fc.string({ maxLength: 5 }),
  ),
  fc.oneof(
    { weight: 20, arbitrary: fc.string({ maxLength: 5 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
)
const entity = fc.oneof(
  fc.record({ type: fc.constantFrom('pod', '', 'x'.repeat(65)), name: fc.constantFrom('a', '') }),
  fc.constantFrom<unknown>({ type: 'pod', name: 'a' }, { type: 'pod', name: 'a', more: 1 }, [], 'pod', null),
)
const text = (longest: number) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.string({ minLength: 1, maxLength: 10 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<unknown>('', 'x'.repeat(longest), 'x'.repeat(longest + 1), 5, null),
    },
  )

/** Members of alert events, right or wrong. */
const members = fc.record(
  {
    type: fc.constantFrom<unknown>('alert', 'change', null),
    source: text(128),
    externalId: text(512),
    fingerprint: text(256),
    status: fc.constantFrom('firing', 'resolved', 'acknowledged', 'open'),
    severity: fc.constantFrom('critical', 'high', 'warning', 'info', 'none', 1),
    name: text(1024),
    summary: text(20),
    description: text(20),
    at: time,
    startsAt: time,
    endsAt: time,
    scope: text(128),
    service: text(512),
    entity,
    labels: texts,
    annotations: texts,
    url: text(4096),
    unknown: fc.jsonValue(),
  },
  { requiredKeys: [] },
)

/** What clients send as alert events, with at most three members that may be wrong. */
const sent = fc.tuple(members, fc.uniqueArray(fc.nat(20), { maxLength: 3 })).map(([given, places]) => {
  const alert = {
    source: 's',
    status: 'firing',
    severity: 'high',
    name: 'Down',
    labels: { alertname: 'Down' },
  }
  const changed = Object.entries(given).filter((_, place) => places.includes(place))
  return { ...alert, ...Object.fromEntries(changed) }
})

/** As it comes: parsed from JSON, where nothing is undefined. */
const overJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as object

describe('plainAlertInput', () => {
  it('takes only what the schema takes, and makes the same record of it', () => {
    let plain = 0
    fc.assert(
      fc.property(fc.oneof({ weight: 20, arbitrary: sent }, fc.jsonValue()), (value) => {
        const json = JSON.parse(JSON.stringify(value))
        const input = plainAlertInput(json)
        if (!input) return
        plain++
        const parsed = alertInput.safeParse(json)
        expect(parsed.error).toBeUndefined()
        if (parsed.data) expect(completeAlert(input, ARRIVAL)).toEqual(completeAlert(parsed.data, ARRIVAL))
      }),
      { numRuns: 3000 },
    )
    expect(plain).toBeGreaterThan(500)
  })

  it('takes everything that a schema takes in which nothing is unusual', () => {
    const whole = {
      type: 'alert',
      source: 'prometheus',
      externalId: '1',
      fingerprint: 'f',
      status: 'firing',
      severity: 'high',
      name: 'Down',
      summary: '',
      description: 'It is down',
      at: '2026-03-01T03:04:00Z',
      startsAt: 1_772_000_000,
      endsAt: null,
      scope: 'eu',
      service: 'shop',
      entity: { type: 'pod', name: 'shop-1' },
      labels: { alertname: 'Down' },
      annotations: {},
      url: 'https://example.com',
    }
    expect(plainAlertInput(whole)).toBe(whole)
  })

  it('does not take objects of other kinds for maps of texts', () => {
    const alert = { source: 's', status: 'firing', severity: 'high', name: 'n' }
    for (const labels of [new Map(), new Date(), [], null]) {
      expect(plainAlertInput({ ...alert, labels })).toBeUndefined()
    }
  })
})

describe('isPlainAlertRecord', () => {
  const damage = fc.oneof(
    fc.constant({}),
    fc.record({ at: time }),
    fc.record({ endsAt: time }),
    fc.record({ receivedAt: time }),
    fc.record({ timeCorrected: fc.constantFrom('future', 'never', null) }),
    fc.record({ entity }),
    fc.record({ annotations: texts }),
    fc.record({ more: fc.jsonValue() }),
    fc.record({ summary: fc.constantFrom<unknown>(5, null, '') }),
    fc.record({ status: fc.constantFrom('open', 'resolved') }),
  )

  it('takes only what the schema takes as it is', () => {
    let plain = 0
    fc.assert(
      fc.property(sent, damage, (value, change) => {
        const parsed = alertInput.safeParse(overJson(value))
        if (!parsed.data) return
        const json = overJson({ ...completeAlert(parsed.data, ARRIVAL), ...change })
        if (!isPlainAlertRecord(json)) return
        plain++
        expect(alertRecord.parse(json)).toEqual(json)
      }),
      { numRuns: 3000 },
    )
    expect(plain).toBeGreaterThan(500)
  })

  it('takes every record that Barograph writes', () => {
    fc.assert(
      fc.property(sent, (value) => {
        const parsed = alertInput.safeParse(overJson(value))
        if (!parsed.data) return
        const [bytes = new Uint8Array()] = encodeRecords([completeAlert(parsed.data, ARRIVAL)])
        expect(isPlainAlertRecord(JSON.parse(Buffer.from(bytes).toString()))).toBe(true)
      }),
    )
  })
})

describe('encodeRecords', () => {
  it('makes of each record the bytes of its JSON, whatever its characters', () => {
    const labels = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), {
      maxKeys: 3,
    })
    fc.assert(
      fc.property(fc.array(labels, { maxLength: 4 }), (many) => {
        const records = many.map((one) =>
          completeAlert(
            alertInput.parse({ source: 's', status: 'firing', severity: 'high', name: 'n', labels: one }),
            ARRIVAL,
          ),
        )
        const texts = encodeRecords(records).map((bytes) => Buffer.from(bytes).toString())
        expect(texts).toEqual(records.map((record) => Buffer.from(JSON.stringify(record)).toString()))
      }),
    )
  })
})
