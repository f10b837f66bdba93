import type { Actor } from '../../../schema/records/command.ts'
import type { LessonEnd } from '../../../schema/records/lesson.ts'
import { toTimestamp } from '../../../schema/records/time.ts'
import { between } from '../indexes.ts'
import type { Work } from '../work.ts'
import { bookOf, closeBook } from './book.ts'
import { createLesson, type Lesson, lessonState, type Taught } from './lesson.ts'
import { letBeTwo } from './one-fault.ts'

/** So many confirmed causes are remembered of a scope, the oldest first to go, ... */
const MOST_CAUSES = 100
/** ... and so many other lessons: of all but the newest, the one that decided least goes first. */
const MOST_OTHERS = 400
const NEWEST_KEPT = 100

/** Learns something. What was said otherwise before, or the same, holds no more. */
export function learn(work: Work, taught: Taught): void {
  const { scope } = work
  const lesson = createLesson(taught)
  for (const earlier of [...scope.lessons.values()]) unsay(work, earlier, lesson)
  scope.lessons.set(lesson.id, lesson)
  closeBook(scope)
  work.lessons.add(lesson.id)
  review(work, lesson)
  makeRoom(work)
}

/** Lets a lesson hold no more: what it decided is decided anew without it. */
export function end(work: Work, lesson: Lesson, why: LessonEnd, by?: Actor): void {
  const { scope, output } = work
  scope.lessons.delete(lesson.id)
  closeBook(scope)
  work.lessons.delete(lesson.id)
  const ended = { at: toTimestamp(scope.clock), why, ...(by && { by }) }
  output.lessons.set(lesson.id, lessonState(scope.name, lesson, ended))
  review(work, lesson)
  letBeTwo(work, lesson.id)
}

/** The earlier of two lessons holds no more where the later one says otherwise of the same, or of noise the same. */
function unsay(work: Work, earlier: Lesson, later: Lesson): void {
  const same = earlier.alert === later.alert && earlier.entity === later.entity
  if (earlier.kind === 'noise' && later.kind === 'noise') {
    if (same && earlier.service === later.service) end(work, earlier, 'said_otherwise', later.by)
    return
  }
  if (isApart(earlier) && isTogether(later)) leaveOut(work, earlier, later)
  if (isTogether(earlier) && isApart(later) && speaksOf(later, earlier))
    end(work, earlier, 'said_otherwise', later.by)
}

function isApart({ kind }: Lesson): boolean {
  return kind === 'split' || kind === 'not_part'
}

function isTogether({ kind }: Lesson): boolean {
  return kind === 'merge' || kind === 'keep_together'
}

/** Whether a lesson that an alert does not belong with some things is about what another one put together. */
function speaksOf(apart: Lesson, together: Lesson): boolean {
  return partnersIn(apart, together).length > 0
}

/** The things with which, by one lesson, the alert of the other one does belong. */
function partnersIn(apart: Lesson, { alert, entity, others }: Lesson): string[] {
  const is = (name: string | undefined, on: string | undefined) => apart.alert === name && apart.entity === on
  return others
    .flatMap((other) => [
      ...(is(alert, entity) ? [other.entity] : []),
      ...(is(other.alert, other.entity) && entity !== undefined ? [entity] : []),
    ])
    .filter((thing) => apart.others.some((other) => other.entity === thing))
}

/** What a later lesson puts together is left out of an earlier one that took it apart, or ends that. */
function leaveOut(work: Work, apart: Lesson, later: Lesson): void {
  const out = partnersIn(apart, later)
  if (out.length === 0) return
  const left = apart.others.filter(({ entity }) => !out.includes(entity))
  if (left.length === 0) {
    end(work, apart, 'said_otherwise', later.by)
    return
  }
  review(work, apart)
  apart.others = left
  closeBook(work.scope)
  work.lessons.add(apart.id)
}

function makeRoom(work: Work): void {
  const { causes } = bookOf(work.scope)
  const [oldest] = causes
  if (oldest && causes.length > MOST_CAUSES) end(work, oldest, 'too_many')
  const others = [...work.scope.lessons.values()].filter(({ kind }) => kind !== 'cause')
  if (others.length <= MOST_OTHERS) return
  const least = others
    .slice(0, -NEWEST_KEPT)
    .reduce<Lesson | undefined>((a, b) => (a && a.decided <= b.decided ? a : b), undefined)
  if (least) end(work, least, 'too_many')
}

/** Lets everything be weighed again that a lesson speaks of, as it comes or goes. */
function review(work: Work, lesson: Lesson): void {
  const { scope, indexes } = work
  if (lesson.kind === 'cause') return
  if (lesson.kind === 'noise') {
    for (const alert of scope.alerts.values())
      if (alert.detail.name === lesson.alert && alert.start > lesson.at) work.alerts.add(alert.id)
    return
  }
  for (const thing of [lesson.entity ?? '', ...lesson.others.map(({ entity }) => entity)])
    for (const { id } of between(indexes.byEntity.get(thing), lesson.at + 1, Number.POSITIVE_INFINITY))
      work.relink.add(id)
}
