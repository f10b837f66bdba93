import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Command } from '../../../schema/records/command.ts'
import type { LogRecord } from '../../../schema/records/record.ts'
import { finish } from '../finish.ts'
import { readPieces, writePieces } from '../state-bytes.ts'
import { shuffle } from '../testing/storms.ts'
import { diskAndCertificate, errors, on, tellOf } from '../testing/two-faults.ts'
import { alert, command, type Feeding, tick, topology } from '../testing.ts'

/** Another proxy before the database, with what needs it, and what needs the first one as well. */
const secondProxy = topology(
  [
    'proxy-2 depends_on db-7',
    ...[20, 21, 22].map((i) => `service-${i} depends_on proxy-2`),
    ...[13, 14].map((i) => `service-${i} depends_on proxy-1`),
  ],
  [{ id: 'proxy-2', type: 'proxy' }],
)
const offered = [secondProxy, ...diskAndCertificate]
const incidentId = tellOf(offered).incidents[0]?.id ?? ''
const keep = (id: string, seconds: number) =>
  command(id, { kind: 'keep_together', incidentId, text: 'the proxy is what died' }, seconds)
const kept = [...offered, keep('keep', 60)]
/** More of what needs the first proxy, and of what needs the database. */
const more = [
  errors(70, 13),
  errors(75, 14),
  on(78, 'service', 'service-1', 'QueueFull', { severity: 'high' }),
]
/** The certificate of the other proxy expires as well, and that has victims too. */
const third = [
  on(80, 'proxy', 'proxy-2', 'CertificateExpired'),
  ...[20, 21, 22].map((i) => errors(70 + i, i)),
]
const takeBack = (seconds: number) => {
  const lessonId = tellOf(kept).lessons[0]?.id ?? ''
  return command('take-back', { kind: 'retract_lesson', lessonId }, seconds)
}

/** All of it is over ten minutes later. */
const over = diskAndCertificate.map((record) => {
  if (record.type !== 'alert') return record
  return {
    ...record,
    status: 'resolved' as const,
    at: new Date(Date.parse(record.at) + 600_000).toISOString(),
  }
})

describe('keeping as one what may be two faults', () => {
  test('takes the notice away, stands in the history and is a lesson', () => {
    expect(tellOf(offered).offers).toHaveLength(1)
    const { incidents, offers, lessons } = tellOf(kept)
    expect([incidents.length, offers]).toEqual([1, []])
    expect(incidents[0]?.actions).toMatchObject([
      { kind: 'keep_together', by: { name: 'Ada' }, text: 'the proxy is what died' },
    ])
    expect(lessons).toMatchObject([
      {
        kind: 'keep_together',
        incidentId,
        alert: 'CertificateExpired',
        entity: 'proxy-1',
        others: [{ alert: 'DiskFull', entity: 'db-7' }],
      },
    ])
  })

  test('lasts when more of either side joins', () => {
    expect(tellOf([...offered, ...more]).offers).toHaveLength(1)
    const { incidents, offers } = tellOf([...kept, ...more])
    expect([incidents[0]?.counts.alerts, offers]).toEqual([11, []])
  })

  test('says nothing of what begins later apart from it, until that is kept as well', () => {
    const { offers, things } = tellOf([...kept, ...more, ...third])
    expect(offers.map(({ alertIds }) => alertIds.map((id) => things.get(id)))).toEqual([
      ['proxy-2', 'service-20', 'service-21', 'service-22'],
    ])
    expect(tellOf([...kept, ...more, ...third, keep('keep-all', 100)]).offers).toEqual([])
  })

  test('is taken back with its lesson', () => {
    const { offers, lessons, incidents } = tellOf([...kept, ...more, takeBack(90)])
    expect(offers).toEqual(tellOf([...offered, ...more]).offers)
    expect(lessons[0]?.ended?.why).toBe('taken_back')
    expect(incidents[0]?.actions).toHaveLength(1)
  })

  test('teaches that what both began with belongs together', () => {
    const day = 86_400
    const again = [
      on(day, 'database', 'db-7', 'DiskFull'),
      on(day + 40, 'proxy', 'proxy-1', 'CertificateExpired'),
    ]
    const { incidents, reasons } = tellOf([...kept, ...over, ...again])
    expect(incidents.map(({ counts }) => counts.alerts)).toContain(2)
    expect(reasons).toContain('put together by Ada before')
  })

  test('is refused where nothing is offered, and to what is no person', () => {
    const refused = (order: Command, before = offered) =>
      tellOf([...before, command('no', order, 70)]).refusals
    const again = { kind: 'keep_together' as const, incidentId }
    expect(refused(again, kept)).toEqual(['nothing says that it may hold two faults'])
    const byAgent = Object.assign(keep('agent', 60), { by: { kind: 'agent', name: 'fixer' } })
    expect(tellOf([...offered, byAgent]).refusals).toEqual(['only people say what belongs together'])
  })

  test('is the same in whatever order and batches later alerts come, and after restarts', () => {
    const told = (later: typeof more, feeding: Feeding = {}) => {
      const { incidents, lessons } = tellOf(
        [...kept, ...later, alert(120, { name: 'Other' }), tick(60)],
        feeding,
      )
      return [incidents.map(({ updatedAt: _at, ...one }) => one), lessons]
    }
    const some = fc.subarray([...more, ...third])
    const feeding = fc.record({
      batch: fc.integer({ min: 1, max: 5 }),
      restarts: fc.array(fc.nat(20), { maxLength: 3 }),
    })
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat()), feeding, (later, random, { batch, restarts }) => {
        const shuffled = shuffle(later, random)
        expect(told(shuffled, { batch, restartBefore: new Set(restarts) })).toEqual(told(later))
      }),
      { numRuns: 40 },
    )
  })

  test('is forgotten with its alerts', () => {
    const held = (records: LogRecord[]) =>
      [...(tellOf(records).state.scopes.get('default')?.oneFault.values() ?? [])].map(({ size }) => size)
    expect(held(kept)).toEqual([8])
    const later = Array.from({ length: 12 }, (_, hour) =>
      alert(3600 * hour + 1200, { name: `Other ${hour}` }),
    )
    expect(held([...kept, ...over, ...later])).toEqual([])
  })

  test('is unknown to states of earlier programs, which are read all the same', () => {
    const { state } = tellOf(offered)
    for (const scope of state.scopes.values()) Reflect.deleteProperty(scope, 'oneFault')
    const read = finish(readPieces([...writePieces(state)]))
    expect(read?.scopes.get('default')?.oneFault).toEqual(new Map())
  })
})
