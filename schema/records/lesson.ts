import type { Actor } from './command.ts'

/**
 * What people teach by what they do: what was the `cause` of an incident, that alerts belong together (`merge`, or
 * `keep_together` where they might have been two faults) or do not (`split`, `not_part`), and what is `noise`.
 */
export const LESSON_KINDS = ['cause', 'merge', 'keep_together', 'split', 'not_part', 'noise'] as const
/** What people teach. */
export type LessonKind = (typeof LESSON_KINDS)[number]

/** Of one command at most so many types of alerts are learned about, the first in time. */
export const MOST_TYPES_TAUGHT = 20

/** Something that a lesson is about: an alert by its name, or all that fires there, on a thing. */
export interface LessonSubject {
  alert?: string
  entity: string
}

/** Why a lesson is in force no more: someone took it back, said otherwise later, or there were too many newer ones. */
export const LESSON_ENDS = ['taken_back', 'said_otherwise', 'too_many'] as const
/** Why a lesson is in force no more. */
export type LessonEnd = (typeof LESSON_ENDS)[number]

/** What was learned from one thing that a person did, as it is now. Times are event time, RFC 3339. */
export interface LessonState {
  id: string
  scope: string
  kind: LessonKind
  by: Actor
  at: string
  /** The command that taught it; absent where an earlier program did not note it. */
  commandId?: string
  /** The incident that it was learned from. */
  incidentId?: string
  /** The alert (its name), the thing or the service that it is about; a cause is a thing alone. */
  alert?: string
  entity?: string
  service?: string
  /** What the alert belongs to, or does not. */
  others: LessonSubject[]
  /** Noise also where it is critical. */
  critical?: boolean
  /** How often it decided something, and when that last was. */
  decided: number
  lastDecidedAt?: string
  /** Absent while it is in force. */
  ended?: { at: string; why: LessonEnd; by?: Actor }
}
