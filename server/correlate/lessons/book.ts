import { typeOf } from '../alert-type.ts'
import type { ScopeState } from '../state.ts'
import type { Lesson } from './lesson.ts'

/** The lessons of a scope by what asks for them. Follows from them, so it is not saved. */
export interface Book {
  /** What was the cause of an incident, the oldest first. */
  causes: readonly Lesson[]
  /** By alert type: what does not belong with some things. */
  apart: ReadonlyMap<string, readonly Lesson[]>
  /** By alert type: what belongs with what fires on a thing. */
  together: ReadonlyMap<string, readonly { lesson: Lesson; entity: string }[]>
  /** Thing to the things whose alerts may belong with what fires on it. */
  companions: ReadonlyMap<string, ReadonlySet<string>>
  /** By the alert's name: what is noise. */
  noise: ReadonlyMap<string, readonly Lesson[]>
}

const books = new WeakMap<ScopeState['lessons'], Book>()

/** The lessons of a scope by what asks for them. */
export function bookOf({ lessons }: Pick<ScopeState, 'lessons'>): Book {
  const known = books.get(lessons)
  if (known) return known
  const made = write(lessons.values())
  books.set(lessons, made)
  return made
}

/** To be called whenever a lesson comes, goes or is about something else. */
export function closeBook({ lessons }: Pick<ScopeState, 'lessons'>): void {
  books.delete(lessons)
}

function write(lessons: Iterable<Lesson>): Book {
  const causes: Lesson[] = []
  const apart = new Map<string, Lesson[]>()
  const together = new Map<string, { lesson: Lesson; entity: string }[]>()
  const companions = new Map<string, Set<string>>()
  const noise = new Map<string, Lesson[]>()
  for (const lesson of lessons) {
    const { kind, alert = '', entity = '' } = lesson
    switch (kind) {
      case 'cause':
        causes.push(lesson)
        break
      case 'noise':
        listed(noise, alert).push(lesson)
        break
      case 'split':
      case 'not_part':
        listed(apart, typeOf(alert, entity)).push(lesson)
        break
      case 'merge':
      case 'keep_together':
        if (lesson.entity === undefined) break
        for (const other of lesson.others) {
          const way = (from: string | undefined, on: string, to: string) => {
            listed(together, typeOf(from ?? '', on)).push({ lesson, entity: to })
            companions.set(to, (companions.get(to) ?? new Set()).add(on))
          }
          way(alert, entity, other.entity)
          way(other.alert, other.entity, entity)
        }
    }
  }
  return { causes, apart, together, companions, noise }
}

function listed<Value>(map: Map<string, Value[]>, key: string): Value[] {
  const known = map.get(key)
  if (known) return known
  const made: Value[] = []
  map.set(key, made)
  return made
}
