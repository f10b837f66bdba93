import type { Lesson } from '../../../schema/api/views.ts'
import { count, countWord, names } from '../../format/count.ts'

const NAMED = 3

/** What was learned, in a sentence: `DiskFull on db does not belong with what fires on checkout`. */
export function lessonWords(lesson: Lesson): string {
  const { kind, alert = 'An alert', entity, service, others } = lesson
  const on = entity === undefined ? alert : `${alert} on ${entity}`
  switch (kind) {
    case 'cause':
      return `${entity ?? 'Something'} was the cause`
    case 'merge':
    case 'keep_together':
      return `${on} belongs with ${others.map((other) => `${other.alert ?? 'what fires'} on ${other.entity}`).join(', ') || 'what it came with'}`
    case 'noise':
      return `${service === undefined ? on : `${alert} on all things of ${service}`} is noise${lesson.critical ? ', also when it is critical' : ''}`
    case 'split':
    case 'not_part':
      return `${on} does not belong with what fires on ${listed(others.map((other) => other.entity))}`
  }
}

function listed(all: readonly string[]): string {
  const { shown, more } = names(all, NAMED)
  if (more > 0) return `${shown.join(', ')} and ${more} more`
  return shown.length < 2
    ? (shown[0] ?? 'another thing')
    : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

const TAUGHT: Readonly<Record<Lesson['kind'], string>> = {
  cause: 'said so',
  merge: 'put them together',
  keep_together: 'kept them as one',
  split: 'split them',
  not_part: 'said so',
  noise: 'marked it',
}

/** What the person did from which it was learned. */
export function taughtWords({ kind }: Lesson): string {
  return TAUGHT[kind]
}

/** Why a lesson holds no more, in words. */
export function endWords({ why, by }: NonNullable<Lesson['ended']>): string {
  if (why === 'too_many') return 'forgotten for newer ones'
  return `${why === 'taken_back' ? 'taken back' : 'said otherwise'}${by ? ` by ${by.name}` : ''}`
}

/** How many things are learned, and how often that decided something, as a headline. */
export function headline(lessons: readonly Lesson[], ended: boolean): string {
  const n = lessons.length
  if (ended && n === 0) return 'Nothing that was learned was given up.'
  if (ended) return `${countWord(n)} ${n === 1 ? 'lesson holds' : 'lessons hold'} no more.`
  if (n === 0) return 'Nothing was learned from people yet.'
  const decided = lessons.reduce((sum, one) => sum + one.decided, 0)
  const times =
    decided === 0 ? 'nothing yet' : decided === 1 ? 'something once' : `something ${count(decided)} times`
  return n === 1
    ? `One thing was learned from people; it decided ${times}.`
    : `${countWord(n)} things were learned from people; they decided ${times}.`
}
