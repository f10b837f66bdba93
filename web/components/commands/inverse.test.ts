import { expect, test } from 'vitest'
import type { CommandAnswer } from '../../../schema/api/views.ts'
import type { IncidentCommand } from '../../api/incidents.ts'
import { type Before, inverseOf } from './inverse.ts'

const before = {
  assignedTo: 'Bo',
  alertIds: [['1', '2'], ['3']],
  alone: false,
  cause: undefined,
  living: true,
}
const answer: CommandAnswer = {
  id: 'c',
  scope: 's',
  by: { kind: 'person', name: 'Ann' },
  receivedAt: '',
  at: '',
  command: { kind: 'comment', incidentId: 'a', text: 'x' },
  incidentIds: ['a', 'new'],
}
const inverse = (command: IncidentCommand, known: Before = before) => inverseOf(command, answer, known)

test('what is said is taken back by its opposite', () => {
  for (const [done, undone] of [
    ['acknowledge', 'unacknowledge'],
    ['unacknowledge', 'acknowledge'],
    ['resolve', 'reopen'],
    ['reopen', 'resolve'],
  ] as const) {
    expect(inverse({ kind: done, id: 'a' })).toEqual([{ kind: undone, id: 'a' }])
  }
  expect(inverse({ kind: 'comment', id: 'a', text: 'x' })).toEqual([])
})

test('an assignment goes back to who had it', () => {
  expect(inverse({ kind: 'assign', id: 'a', to: 'Cy' })).toEqual([{ kind: 'assign', id: 'a', to: 'Bo' }])
})

test('each incident that was merged is split off with its alerts, and what was split off is merged', () => {
  expect(inverse({ kind: 'merge', id: 'a', incidentIds: ['b', 'c'] })).toEqual([
    { kind: 'split', id: 'a', alertIds: ['1', '2'], undoes: ['c'] },
    { kind: 'split', id: 'a', alertIds: ['3'], undoes: ['c'] },
  ])
  expect(inverse({ kind: 'split', id: 'a', alertIds: ['1'] })).toEqual([
    { kind: 'merge', id: 'a', incidentIds: ['new'], undoes: ['c'] },
  ])
  expect(inverse({ kind: 'not-part', id: 'a', alertIds: ['1'] })).toEqual([
    { kind: 'merge', id: 'a', incidentIds: ['new'], undoes: ['c'] },
  ])
})

test('what was learned of one that was kept together, or is noise, is forgotten, and it is opened again', () => {
  const lesson = {
    id: 'LE-1',
    scope: 's',
    kind: 'keep_together' as const,
    by: answer.by,
    at: '',
    others: [],
    decided: 0,
  }
  const keep = { kind: 'keep-together', id: 'a' } as const
  const noise = { kind: 'noise', id: 'a', on: 'entity' } as const
  expect(inverseOf(keep, { ...answer, lessons: [lesson] }, before)).toEqual([
    { kind: 'forget', lessonIds: ['LE-1'] },
  ])
  expect(inverse(keep)).toEqual([])
  const forget = { kind: 'forget', lessonIds: ['LE-1'] }
  expect(inverseOf(noise, { ...answer, lessons: [lesson] }, before)).toEqual([
    { kind: 'reopen', id: 'a' },
    forget,
  ])
  const over = { ...before, living: false }
  expect(inverseOf(noise, { ...answer, lessons: [lesson] }, over)).toEqual([forget])
})

test('the cause that was confirmed before is confirmed again', () => {
  const confirm = { kind: 'confirm-cause', id: 'a', entity: 'B' } as const
  expect(inverse(confirm)).toEqual([{ kind: 'retract-cause', id: 'a' }])
  const again = [{ kind: 'confirm-cause', id: 'a', entity: 'A' }]
  expect(inverse(confirm, { ...before, cause: 'A' })).toEqual(again)
  expect(inverse({ kind: 'retract-cause', id: 'a' }, { ...before, cause: 'A' })).toEqual(again)
})

test('an alert goes back to the incident that it came from, or becomes one again', () => {
  const join = { kind: 'join', id: 'a', alertId: '1', from: 'b' } as const
  expect(inverse(join)).toEqual([{ kind: 'join', id: 'b', alertId: '1', from: 'a', undoes: ['c'] }])
  expect(inverse(join, { ...before, alone: true })).toEqual([
    { kind: 'split', id: 'a', alertIds: ['1'], undoes: ['c'] },
  ])
})
