import type { ScopeState } from '../state.ts'
import type { Work } from '../work.ts'
import type { Rulings } from './lesson.ts'

/**
 * Notes which lessons decided about an alert or an incident that began `at` (epoch milliseconds): none, or those
 * without which it would be otherwise. Each counts once for each of these, however often it is weighed anew.
 */
export function rule(
  work: Work,
  what: keyof Rulings,
  id: string,
  at: number,
  lessons: readonly string[],
): void {
  const rulings = work.scope.rulings[what]
  const before = rulings.get(id)
  if (!before && lessons.length === 0) return
  if (before?.at === at && before.lessons.join(' ') === lessons.join(' ')) return
  rulings.delete(id)
  for (const lesson of before?.lessons ?? []) uncount(work, lesson, before?.at)
  if (lessons.length === 0) return
  rulings.set(id, { at, lessons })
  for (const lesson of lessons) count(work, lesson, at)
}

/** An alert, or an incident, never was, or is part of another one: nothing was decided about it. */
export function unrule(work: Work, id: string): void {
  for (const what of ['links', 'noise', 'causes'] as const) rule(work, what, id, 0, [])
}

/** An alert or an incident is forgotten; what was decided about it counts on. */
export function forgetRulings({ rulings, lessons }: ScopeState, id: string): void {
  for (const of of [rulings.links, rulings.noise, rulings.causes]) {
    const ruling = of.get(id)
    if (!ruling) continue
    of.delete(id)
    for (const one of ruling.lessons) {
      const lesson = lessons.get(one)
      if (lesson) lesson.lastForgottenAt = Math.max(lesson.lastForgottenAt ?? ruling.at, ruling.at)
    }
  }
}

function count(work: Work, id: string, at: number): void {
  const lesson = work.scope.lessons.get(id)
  if (!lesson) return
  lesson.decided++
  lesson.lastDecidedAt = Math.max(lesson.lastDecidedAt ?? at, at)
  work.lessons.add(id)
}

function uncount(work: Work, id: string, at: number | undefined): void {
  const lesson = work.scope.lessons.get(id)
  if (!lesson) return
  lesson.decided--
  work.lessons.add(id)
  if (lesson.lastDecidedAt !== at) return
  const { links, noise, causes } = work.scope.rulings
  lesson.lastDecidedAt = lesson.lastForgottenAt
  for (const rulings of [links, noise, causes]) {
    for (const ruling of rulings.values()) {
      if (!ruling.lessons.includes(id)) continue
      lesson.lastDecidedAt = Math.max(lesson.lastDecidedAt ?? ruling.at, ruling.at)
    }
  }
}
