import type { Cause } from '../../../schema/records/correlation.ts'
import type { IncidentNode } from '../state.ts'
import type { Work } from '../work.ts'
import { bookOf } from './book.ts'
import { rule } from './rulings.ts'

/**
 * Notes which confirmations of causes decided what leads in an incident that began `at`: those of its leading cause,
 * where another of its likeliest ones would lead without what confirmations give to each.
 */
export function noteDecidedCause(work: Work, incident: IncidentNode, at: number): void {
  const { scope } = work
  if (scope.lessons.size === 0) return
  rule(work, 'causes', incident.id, at, decisive(incident, bookOf(scope).causes))
}

function decisive({ id, causes }: IncidentNode, lessons: ReturnType<typeof bookOf>['causes']): string[] {
  const [lead] = causes
  if (!lead || lead.confirmedBy !== undefined || experience(lead) <= 0) return []
  const without = (cause: Cause) => cause.score - experience(cause)
  if (causes.every((cause) => without(cause) <= without(lead))) return []
  return lessons.flatMap((lesson) =>
    lesson.entity === lead.entity.name && lesson.incidentId !== id ? [lesson.id] : [],
  )
}

function experience({ reasons }: Cause): number {
  return reasons.find(({ kind }) => kind === 'experience')?.weight ?? 0
}
