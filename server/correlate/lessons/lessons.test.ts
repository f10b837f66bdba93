import { describe, expect, test } from 'vitest'
import type { Command } from '../../../schema/records/command.ts'
import type { LessonState } from '../../../schema/records/lesson.ts'
import { finish } from '../finish.ts'
import { STATE_FORMAT } from '../state.ts'
import { readPieces, writePieces } from '../state-bytes.ts'
import { alert, command, correlateAll, incidentsOf, tick, topology } from '../testing.ts'

type Records = Parameters<typeof correlateAll>[0]

const service = (name: string) => ({ type: 'service', name })
const shop = topology(['web calls checkout', 'checkout depends_on db', 'mailer depends_on queue'])
const fires = (seconds: number, name: string, on: string, more: Partial<Parameters<typeof alert>[1]> = {}) =>
  alert(seconds, { name, entity: service(on), service: on, ...more })
/** A fault of the database, and a full disk of its own on it, at `seconds`. */
const fault = (seconds: number): Records => [
  fires(seconds, 'Down', 'db'),
  fires(seconds + 5, 'Errors', 'checkout'),
  fires(seconds + 10, 'Slow', 'web'),
  ...['Down', 'Errors', 'Slow'].map((name, i) =>
    fires(seconds + 300, name, ['db', 'checkout', 'web'][i] ?? '', { status: 'resolved' }),
  ),
]
const DAY = 86_400

function namesOf(records: Records): string[][] {
  return incidentsOf(correlateAll(records)).map(({ names }) => names)
}

function incidentWith(records: Records, name: string) {
  return incidentsOf(correlateAll(records)).findLast(({ names }) => names.includes(name))
}

function alertNamed(records: Records, name: string): string {
  const alerts = [...(correlateAll(records).correlator.state.scopes.get('default')?.alerts.values() ?? [])]
  return alerts.findLast(({ detail }) => detail.name === name)?.id ?? ''
}

/** The last that was sent out of each lesson. */
function lessonsOf(records: Records): LessonState[] {
  const { found } = correlateAll(records)
  return [...new Map(found.flatMap(({ lessons = [] }) => lessons.map((one) => [one.id, one]))).values()]
}

function errorOf(records: Records): string | undefined {
  return correlateAll(records).found.at(-1)?.commands.at(-1)?.error
}

describe('not part of this', () => {
  const first = [shop, ...fault(0)]
  const order = (records: Records): Command => ({
    kind: 'not_part',
    incidentId: incidentWith(records, 'Slow')?.id ?? '',
    alertIds: [alertNamed(records, 'Slow')],
  })
  const told = [...first, command('not-so', order(first), 310)]

  test('takes the alerts out, each for itself, and leaves the rest together', () => {
    expect(namesOf(first)).toEqual([['Down', 'Errors', 'Slow']])
    expect(namesOf(told).sort()).toEqual([['Down', 'Errors'], ['Slow']])
  })

  test('teaches that later ones do not belong there, and says so where it was close', () => {
    const again = fault(DAY)
    expect(namesOf([...first, ...again])).toContainEqual(['Down', 'Errors', 'Slow'])
    const records = [...told, ...again]
    expect(namesOf(records)).toContainEqual(['Slow'])
    const { correlator, found } = correlateAll(records)
    const slow = [...(correlator.state.scopes.get('default')?.alerts.values() ?? [])].find(
      ({ detail, start }) => detail.name === 'Slow' && start > Date.parse('2026-03-03T00:00:00Z'),
    )
    expect(slow?.runnerUp?.found).toMatchObject({ kind: 'said_apart', about: 'Ada', count: 1 })
    const misses = found.flatMap(({ incidents }) => incidents.flatMap(({ nearMisses }) => nearMisses))
    expect(misses.map(({ text }) => text)).toContain('Ada said that these do not belong together')
    expect(lessonsOf(records)).toMatchObject([
      {
        kind: 'not_part',
        by: { name: 'Ada' },
        alert: 'Slow',
        entity: 'web',
        others: [{ entity: 'checkout' }, { entity: 'db' }],
        decided: 1,
        lastDecidedAt: '2026-03-03T03:00:10.000Z',
      },
    ])
  })

  test('says nothing of what began before', () => {
    const late = fires(250, 'Slow', 'web', { source: 'other', labels: { other: 'one' } })
    expect(incidentWith([...told, late], 'Down')?.names).toEqual(['Down', 'Errors'])
    expect(lessonsOf([...told, late])[0]?.decided).toBe(0)
  })

  test('is taken back at once: what it kept apart belongs together again', () => {
    const [lesson] = lessonsOf(told)
    const again = fault(DAY).slice(0, 3)
    const back = command('back', { kind: 'retract_lesson', lessonId: lesson?.id ?? '' }, DAY + 20)
    expect(namesOf([...told, ...again])).toContainEqual(['Slow'])
    expect(namesOf([...told, ...again, back])).toContainEqual(['Down', 'Errors', 'Slow'])
    expect(lessonsOf([...told, ...again, back])[0]).toMatchObject({
      ended: { why: 'taken_back', by: { name: 'Ada' } },
    })
    expect(
      errorOf([...told, back, command('twice', { kind: 'retract_lesson', lessonId: lesson?.id ?? '' })]),
    ).toContain('not in force')
  })

  test('needs an alert that is in it, and another one that stays', () => {
    const { id = '' } = incidentWith(first, 'Slow') ?? {}
    const all = ['Down', 'Errors', 'Slow'].map((name) => alertNamed(first, name))
    const asked = (alertIds: string[]) =>
      errorOf([...first, command('c', { kind: 'not_part', incidentId: id, alertIds })])
    expect(asked(all)).toBe('an incident must keep at least one alert')
    expect(asked(['AL-none'])).toBe('none of these alerts is in it')
  })
})

describe('merging', () => {
  /** Two things that nothing connects. */
  const both = (seconds: number): Records => [
    fires(seconds, 'Errors', 'checkout'),
    fires(seconds + 30, 'Stuck', 'queue'),
    fires(seconds + 300, 'Errors', 'checkout', { status: 'resolved' }),
    fires(seconds + 300, 'Stuck', 'queue', { status: 'resolved' }),
  ]
  const first = [shop, ...both(0)]
  const ids = [incidentWith(first, 'Errors')?.id ?? '', incidentWith(first, 'Stuck')?.id ?? '']
  const order: Command = { kind: 'merge', incidentId: ids[0] ?? '', incidentIds: [ids[1] ?? ''] }
  const merged = [...first, command('merge', order, 310)]

  test('teaches that they belong together, as a piece of evidence with a name', () => {
    expect(namesOf([...first, ...both(DAY)])).not.toContainEqual(['Errors', 'Stuck'])
    expect(namesOf([...merged, ...both(DAY)])).toContainEqual(['Errors', 'Stuck'])
    const { found } = correlateAll([...merged, ...both(DAY)])
    const reasons = found.flatMap(({ links }) =>
      links.flatMap(({ joinedBy }) => joinedBy.map(({ text }) => text)),
    )
    expect(reasons).toContain('put together by Ada before')
    expect(lessonsOf([...merged, ...both(DAY)])).toMatchObject([
      {
        kind: 'merge',
        alert: 'Stuck',
        entity: 'queue',
        others: [{ alert: 'Errors', entity: 'checkout' }],
        decided: 1,
      },
    ])
  })

  test('is undone without a trace of what it taught', () => {
    const undo: Command = {
      kind: 'split',
      incidentId: ids[0] ?? '',
      alertIds: [alertNamed(first, 'Stuck')],
      undoes: ['merge'],
    }
    const undone = [...merged, command('undo', undo, 320)]
    expect(lessonsOf(undone)).toMatchObject([{ kind: 'merge', ended: { why: 'taken_back' } }])
    expect(namesOf([...undone, ...both(DAY)])).not.toContainEqual(['Errors', 'Stuck'])
  })

  test('and splitting them again later: what was said last holds', () => {
    const split: Command = {
      kind: 'split',
      incidentId: ids[0] ?? '',
      alertIds: [alertNamed(first, 'Stuck')],
    }
    const records = [...merged, command('split', split, 330)]
    const [together, apart] = lessonsOf(records)
    expect(together).toMatchObject({ kind: 'merge', ended: { why: 'said_otherwise' } })
    expect(apart).toMatchObject({ kind: 'split', alert: 'Stuck', others: [{ entity: 'checkout' }] })
    expect(namesOf([...records, ...both(DAY)])).not.toContainEqual(['Errors', 'Stuck'])
  })
})

describe('noise', () => {
  const flickers = (seconds: number, severity: 'warning' | 'critical' = 'warning'): Records => [
    fires(seconds, 'Flickers', 'mailer', { severity }),
  ]
  const first = [shop, ...flickers(0), fires(200, 'Flickers', 'mailer', { status: 'resolved' })]
  const mark = (on: 'entity' | 'service', records = first) =>
    command('mark', { kind: 'mark_noise', alertIds: [alertNamed(records, 'Flickers')], on }, 210)
  const opened = (records: Records) =>
    incidentsOf(correlateAll([...records, tick(5)])).filter(
      ({ startedAt }) => startedAt > Date.parse('2026-03-03T00:00:00Z'),
    )

  test('opens nothing from then on, and says why', () => {
    expect(opened([...first, ...flickers(DAY)])).toHaveLength(1)
    const records = [...first, mark('entity'), ...flickers(DAY)]
    expect(opened(records)).toEqual([])
    const said = correlateAll(records)
      .found.flatMap(({ alerts }) => alerts)
      .at(-1)
    expect(said?.suppressedBy).toMatchObject({
      kind: 'noise',
      text: 'marked as noise by Ada on 2 March 2026',
    })
    const decisions = correlateAll(records).found.flatMap(({ events }) => events)
    expect(decisions.at(-1)).toMatchObject({ outcome: 'opened', heldBy: 'noise' })
    expect(lessonsOf(records)).toMatchObject([
      { kind: 'noise', alert: 'Flickers', entity: 'mailer', critical: false, decided: 1 },
    ])
  })

  test('that is critical opens all the same, unless something critical was marked', () => {
    expect(opened([...first, mark('entity'), ...flickers(DAY, 'critical')])).toHaveLength(1)
    const bad = [shop, ...flickers(0, 'critical'), fires(200, 'Flickers', 'mailer', { status: 'resolved' })]
    expect(opened([...bad, mark('entity', bad), ...flickers(DAY, 'critical')])).toEqual([])
  })

  test('of a service is noise on all its things', () => {
    const elsewhere = fires(DAY, 'Flickers', 'queue', { service: 'mailer', severity: 'warning' })
    expect(opened([...first, mark('entity'), elsewhere])).toHaveLength(1)
    expect(opened([...first, mark('service'), elsewhere])).toEqual([])
  })

  test('that is taken back opens what still fires', () => {
    const records = [...first, mark('entity'), ...flickers(DAY)]
    const [lesson] = lessonsOf(records)
    const back = command('back', { kind: 'retract_lesson', lessonId: lesson?.id ?? '' }, DAY + 60)
    expect(opened([...records, back])).toHaveLength(1)
  })
})

describe('a confirmed cause', () => {
  const long = 5 * 3600
  const first = [shop, ...fault(0)]
  const past = correlateAll(first)
    .found.flatMap(({ incidents }) => incidents)
    .at(-1)
  const gone = [...first, tick(long), alert(long, { name: 'Other', entity: service('mailer') })]
  const order: Command = { kind: 'confirm_cause', incidentId: past?.id ?? '', entity: 'checkout' }

  test('is a lesson, which counts the incidents that it decided', () => {
    const suspected = command('it was', { ...order, entity: 'web' }, 310)
    const lessons = lessonsOf([...first, suspected, ...fault(DAY), ...fault(2 * DAY)])
    expect(lessons).toMatchObject([
      { kind: 'cause', entity: 'web', incidentId: past?.id, by: { name: 'Ada' } },
    ])
  })

  test('of an incident that was forgotten needs what is known of it, and is sent out with it', () => {
    expect(errorOf([...gone, command('late', order, long)])).toContain('is not open any more')
    const late = command('late', { ...order, ...(past && { past }) }, long)
    const { found } = correlateAll([...gone, late])
    const said = found.flatMap(({ incidents }) => incidents).findLast(({ id }) => id === past?.id)
    expect(said?.causes[0]).toMatchObject({ entity: { name: 'checkout' }, confirmedBy: 'Ada' })
    expect(said?.actions.at(-1)).toMatchObject({ kind: 'confirm_cause', text: 'checkout' })
    const back = command(
      'back',
      { kind: 'retract_cause', incidentId: past?.id ?? '', ...(said && { past: said }) },
      long,
    )
    const after = correlateAll([...gone, late, back]).found.flatMap(({ incidents }) => incidents)
    expect(after.findLast(({ id }) => id === past?.id)?.causes).toEqual(past?.causes)
  })
})

test('of many lessons those that decided least are forgotten, never the newest', () => {
  const names = Array.from({ length: 420 }, (_, i) => `Flickers ${i}`)
  const alerts = names.map((name, i) => fires(i / 10, name, 'mailer', { severity: 'warning' }))
  const first = [shop, ...alerts]
  const ids = [...(correlateAll(first).correlator.state.scopes.get('default')?.alerts.keys() ?? [])]
  const marks = Array.from({ length: 21 }, (_, i) =>
    command(`mark ${i}`, { kind: 'mark_noise', alertIds: ids.slice(20 * i, 20 * i + 20), on: 'entity' }, 100),
  )
  const [begin, ...rest] = marks
  if (!begin) throw new Error('there is a command')
  // What was marked first is noise again, so these lessons decided something.
  const again = names
    .slice(0, 20)
    .map((name, i) => fires(600 + i, name, 'mailer', { source: 'other', severity: 'warning' }))
  const ended = lessonsOf([...first, begin, ...again, ...rest]).filter((lesson) => lesson.ended !== undefined)
  expect(ended).toHaveLength(20)
  expect(ended.every(({ decided, ended: how }) => decided === 0 && how?.why === 'too_many')).toBe(true)
})

test('a state of format 7 has its confirmed causes as lessons', () => {
  const { correlator } = correlateAll([shop, ...fault(0)])
  const scope = correlator.state.scopes.get('default')
  if (!scope) throw new Error('there is a scope')
  const { lessons: _lessons, rulings: _rulings, ...older } = scope
  const state = {
    ...correlator.state,
    format: STATE_FORMAT - 1,
    scopes: new Map([
      ['default', { ...older, confirmations: [{ incidentId: 'INC-1', entityId: 'db', by: 'Ada' }] }],
    ]),
  }
  const read = finish(readPieces([...writePieces(state as unknown as typeof correlator.state)]))
  const lessons = [...(read?.scopes.get('default')?.lessons.values() ?? [])]
  expect(lessons).toMatchObject([
    { kind: 'cause', entity: 'db', incidentId: 'INC-1', by: { name: 'Ada' }, told: false },
  ])
})
