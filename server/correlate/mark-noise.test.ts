import { describe, expect, test } from 'vitest'
import type { Command } from '../../schema/records/command.ts'
import type { LogRecord } from '../../schema/records/record.ts'
import { alert, command, correlateAll, topology } from './testing.ts'

const shop = topology(['web calls checkout', 'checkout depends_on db'])
const fires = (seconds: number, name: string, on: string, more: Partial<Parameters<typeof alert>[1]> = {}) =>
  alert(seconds, { name, entity: { type: 'service', name: on }, service: on, ...more })
const fault = (seconds: number) => [
  fires(seconds, 'Down', 'db'),
  fires(seconds + 5, 'Errors', 'checkout'),
  fires(seconds + 10, 'Errors', 'checkout', { labels: { pod: 'b' } }),
  fires(seconds + 15, 'Slow', 'web'),
]
const ends = (seconds: number): LogRecord[] =>
  fault(seconds).map((record) =>
    record.type === 'alert' ? { ...record, status: 'resolved' as const } : record,
  )

/** What is told in the end: of incidents and lessons the last, of commands whether they were refused, and who was told. */
function tellOf(records: LogRecord[], feeding: Parameters<typeof correlateAll>[1] = {}) {
  const { found } = correlateAll([shop, ...records], feeding)
  const last = new Map(found.flatMap(({ incidents }) => incidents.map((one) => [one.id, one])))
  const lessons = new Map(found.flatMap(({ lessons: some = [] }) => some.map((one) => [one.id, one])))
  return {
    incidents: [...last.values()].filter(({ status }) => status !== 'merged'),
    lessons: [...lessons.values()],
    told: found.flatMap(({ notifications }) => notifications.map(({ reason }) => reason)),
    refusals: found.flatMap(({ commands }) => commands.flatMap(({ error }) => error ?? [])),
    commands: found.flatMap(({ commands }) => commands.map((one) => one.command)),
  }
}
const incidentId = tellOf(fault(0)).incidents[0]?.id ?? ''
const mark = (more: Partial<Extract<Command, { kind: 'mark_incident_noise' }>> = {}, seconds = 60) =>
  command(
    'noise',
    { kind: 'mark_incident_noise', incidentId, on: 'entity', text: 'the load test', ...more },
    seconds,
  )
const marked = [...fault(0), mark()]

describe('an incident that is noise', () => {
  test('is resolved, says so in its history, and teaches each of its types once', () => {
    const { incidents, lessons, told } = tellOf(marked)
    expect(incidents).toMatchObject([
      {
        status: 'resolved',
        resolvedAt: '2026-03-02T03:01:00.000Z',
        actions: [{ kind: 'mark_incident_noise', by: { name: 'Ada' }, text: 'the load test' }],
      },
    ])
    expect(lessons.map(({ kind, alert: name, entity }) => [kind, name, entity])).toEqual([
      ['noise', 'Down', 'db'],
      ['noise', 'Errors', 'checkout'],
      ['noise', 'Slow', 'web'],
    ])
    expect(lessons.every((lesson) => lesson.incidentId === incidentId)).toBe(true)
    expect(told).toEqual(['opened'])
  })

  test('tells nobody again: neither what still fires, nor what fires anew', () => {
    const later = [...fault(120), ...ends(600), ...fault(900), ...ends(1200), ...fault(90_000)]
    const { incidents, told } = tellOf([...marked, ...later])
    expect(told).toEqual(['opened'])
    expect(incidents.map(({ status }) => status)).toEqual(['resolved'])
    expect(tellOf([...fault(0), ...later]).told.length).toBeGreaterThan(1)
  })

  test('is opened again by what is not noise, and people are told', () => {
    const { incidents, told } = tellOf([
      ...marked,
      fires(100, 'DiskFull', 'checkout', { severity: 'critical' }),
    ])
    expect(incidents.map(({ status }) => status)).toEqual(['open'])
    expect(told).toContain('reopened')
  })

  test('is so on all things of its services, where that is said', () => {
    const { lessons } = tellOf([...fault(0), mark({ on: 'service' })])
    expect(lessons.map(({ service, entity }) => [service, entity])).toEqual([
      ['db', undefined],
      ['checkout', undefined],
      ['web', undefined],
    ])
  })

  test('teaches twenty types at most, the first in time', () => {
    const many = Array.from({ length: 25 }, (_, i) => fires(16 + i, `Rule ${i}`, 'web'))
    const { lessons } = tellOf([...fault(0), ...many, mark({}, 90)])
    expect(lessons.map((lesson) => lesson.alert)).toEqual([
      'Down',
      'Errors',
      'Slow',
      ...Array.from({ length: 17 }, (_, i) => `Rule ${i}`),
    ])
  })

  test('stays resolved when it was, and opens again when it is taken back and fires anew', () => {
    const over = [...fault(0), ...ends(30)]
    const before = tellOf(over).incidents
    const { incidents, lessons } = tellOf([...over, mark()])
    expect(incidents[0]?.resolvedAt).toBe(before[0]?.resolvedAt)
    const back = lessons.map(({ id }, i) =>
      command(`back-${i}`, { kind: 'retract_lesson', lessonId: id }, 70 + i),
    )
    const states = (records: LogRecord[]) => tellOf(records).incidents.map(({ id, status }) => [id, status])
    expect(states([...over, mark(), ...fault(100)])).toEqual([[incidentId, 'resolved']])
    const never = states([...over, ...fault(100)])
    expect(never).toContainEqual([expect.any(String), 'open'])
    expect(states([...over, mark(), ...fault(100), ...back])).toEqual(never)
  })

  test('is so also when it was forgotten, by what fired in it', () => {
    const [past] = tellOf([...fault(0), ...ends(30)]).incidents
    if (!past) throw new Error('there is no incident')
    const fired = [{ alert: 'Down', entity: 'db', critical: true }]
    const { incidents, lessons, commands } = tellOf([
      fires(90_000, 'Other', 'printer'),
      mark({ past, fired }, 90_010),
    ])
    expect(incidents.find(({ id }) => id === incidentId)).toEqual({
      ...past,
      actions: [
        {
          at: '2026-03-03T04:00:10.000Z',
          by: { kind: 'person', name: 'Ada' },
          kind: 'mark_incident_noise',
          text: 'the load test',
        },
      ],
    })
    expect(lessons).toMatchObject([
      { kind: 'noise', alert: 'Down', entity: 'db', critical: true, incidentId },
    ])
    expect(commands).toEqual([
      { kind: 'mark_incident_noise', incidentId, on: 'entity', text: 'the load test' },
    ])
  })

  test('is refused to what is no person, and where nothing can be learned; then it stays open', () => {
    const byAgent = Object.assign(mark(), { by: { kind: 'agent', name: 'fixer' } })
    expect(tellOf([...fault(0), byAgent]).refusals).toEqual(['only people say what is noise'])
    const nameless = [alert(0, { name: 'Nowhere' })]
    const [lone] = tellOf(nameless).incidents
    const { refusals, incidents } = tellOf([...nameless, mark({ incidentId: lone?.id ?? '' })])
    expect(refusals).toEqual(['none of these alerts names a thing'])
    expect(incidents.map(({ status }) => status)).toEqual(['open'])
  })

  test('is the same however its alerts are cut into batches, and after restarts', () => {
    const records = [...marked, ...fault(120), fires(300, 'DiskFull', 'checkout'), ...ends(400)]
    const whole = tellOf(records)
    expect(tellOf(records, { batch: 1, restartBefore: new Set([5, 6, 9]) })).toMatchObject({
      incidents: whole.incidents,
      lessons: whole.lessons,
      told: whole.told,
    })
  })
})
