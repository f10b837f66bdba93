import { alertType } from '../alert-type.ts'
import type { AlertNode, ScopeState } from '../state.ts'
import { bookOf } from './book.ts'
import type { Lesson } from './lesson.ts'

/**
 * What is left of the weight of a link by one lesson that its ends do not belong together: less than the threshold by
 * which alerts are joined (0.4), however much speaks for it, so that saying it once is enough for this pair; ...
 */
const LEFT = 0.35
/** ... and by any number of lessons: it stays a near miss that can be seen. */
const LEAST_LEFT = 0.1
/** The weight of lessons that two things belong together, when their alerts begin at once: 0.54, 0.76, 0.84, at most this. */
const MOST_TOGETHER = 0.9
const NOT_YET = 0.4

const NOBODY: readonly string[] = []

/** What people said of a pair of alerts: how often, and who last. */
export interface Said {
  times: number
  by: string
  lessons: readonly string[]
}

/** What is left, 0 to 1, of the weight of a link whose ends were said so many times not to belong together. */
export function leftOf(times: number): number {
  return Math.max(LEAST_LEFT, LEFT ** times)
}

/** How likely it is, 0 to 1, that what was put together so many times is one fault again. */
export function togetherWeight(times: number): number {
  return MOST_TOGETHER * (1 - NOT_YET ** times)
}

/** What people said against an alert belonging to another one, before it began; undefined when nobody did. */
export function saidApart(scope: ScopeState, alert: AlertNode, other: AlertNode): Said | undefined {
  const { apart } = bookOf(scope)
  if (apart.size === 0) return undefined
  const [from, to] = [alertType(alert), alertType(other)]
  if (from === to) return undefined
  const of = (type: string | undefined, entityId: string | undefined) =>
    (apart.get(type ?? '') ?? []).filter(({ others }) => others.some(({ entity }) => entity === entityId))
  return saidBy([...of(from, other.entityId), ...of(to, alert.entityId)], alert)
}

/** The things on which something may fire that an alert belongs to, by what people put together before it began. */
export function saidTogether(scope: ScopeState, alert: AlertNode): (Said & { entity: string })[] {
  const { together } = bookOf(scope)
  const type = alertType(alert)
  const ways = type === undefined ? undefined : together.get(type)
  if (!ways) return []
  const entities = [...new Set(ways.map(({ entity }) => entity))].sort()
  return entities.flatMap((entity) => {
    const lessons = ways.filter((way) => way.entity === entity).map(({ lesson }) => lesson)
    const said = saidBy(lessons, alert)
    return said ? [{ ...said, entity }] : []
  })
}

/** The things whose alerts may belong to what fires on one, by what people put together. */
export function companionsBy(scope: ScopeState, entityId: string): Iterable<string> {
  if (scope.lessons.size === 0) return NOBODY
  return bookOf(scope).companions.get(entityId) ?? NOBODY
}

function saidBy(lessons: readonly Lesson[], { start }: AlertNode): Said | undefined {
  const before = lessons.filter(({ at }) => at < start)
  const last = before.at(-1)
  return last && { times: before.length, by: last.by.name, lessons: before.map(({ id }) => id) }
}
