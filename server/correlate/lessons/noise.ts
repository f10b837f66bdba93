import type { Suppression } from '../../../schema/records/correlation.ts'
import type { AlertNode, ScopeState } from '../state.ts'
import { day } from '../words.ts'
import { bookOf } from './book.ts'
import type { Lesson } from './lesson.ts'

/**
 * The last lesson before it began that an alert is noise; undefined when there is none. What is critical is no noise
 * unless the lesson was given on something critical.
 */
export function noiseLesson(scope: ScopeState, alert: AlertNode): Lesson | undefined {
  if (scope.lessons.size === 0) return undefined
  const { entityId, detail, severity, start } = alert
  return bookOf(scope)
    .noise.get(detail.name)
    ?.findLast(({ at, entity, service, critical }) => {
      if (at >= start || (severity === 'critical' && !critical)) return false
      return entity === undefined ? service === detail.service : entity === entityId
    })
}

/** Why an alert is noise, for people; undefined when it is not. */
export function noiseWords(scope: ScopeState, alert: AlertNode): Suppression | undefined {
  const lesson = alert.chronic ? noiseLesson(scope, alert) : undefined
  if (!lesson) return undefined
  return { kind: 'noise', id: lesson.id, text: `marked as noise by ${lesson.by.name} on ${day(lesson.at)}` }
}
