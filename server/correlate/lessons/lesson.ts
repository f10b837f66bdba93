import type { Actor } from '../../../schema/records/command.ts'
import type { LessonKind, LessonState, LessonSubject } from '../../../schema/records/lesson.ts'
import { toTimestamp } from '../../../schema/records/time.ts'

/** What was learned from one thing that a person did. Times are epoch milliseconds of event time. */
export interface Lesson {
  id: string
  kind: LessonKind
  by: Actor
  /** It speaks of what began after this. */
  at: number
  commandId: string | undefined
  incidentId: string | undefined
  /** The alert (its name) on the thing, or on all things of the service, that it is about; a cause is a thing alone. */
  alert: string | undefined
  entity: string | undefined
  service: string | undefined
  /** What the alert belongs to, or does not. */
  others: LessonSubject[]
  /** Noise also where it is critical. */
  critical: boolean
  /** How many alerts' or incidents' places it decided, also of those forgotten since, and when the last of them began. */
  decided: number
  lastDecidedAt: number | undefined
  /** The same of those forgotten since. */
  lastForgottenAt: number | undefined
  /** It was sent out. */
  told: boolean
}

/** What lessons decided about one alert or incident that is remembered, and when that began. */
export interface Ruling {
  at: number
  lessons: readonly string[]
}

/** What lessons decided: of alerts, where they point and that they are noise; of incidents, which cause leads. */
export interface Rulings {
  links: Map<string, Ruling>
  noise: Map<string, Ruling>
  causes: Map<string, Ruling>
}

/** Nothing decided. */
export function createRulings(): Rulings {
  return { links: new Map(), noise: new Map(), causes: new Map() }
}

/** What a lesson is about and where it comes from; nothing decided by it yet. */
export type Taught = Pick<Lesson, 'id' | 'kind' | 'by' | 'at'> & Partial<Lesson>

/** A new lesson. */
export function createLesson(taught: Taught): Lesson {
  return {
    commandId: undefined,
    incidentId: undefined,
    alert: undefined,
    entity: undefined,
    service: undefined,
    others: [],
    critical: false,
    decided: 0,
    lastDecidedAt: undefined,
    lastForgottenAt: undefined,
    told: false,
    ...taught,
  }
}

/** A lesson as it is sent out. */
export function lessonState(scope: string, lesson: Lesson, ended?: LessonState['ended']): LessonState {
  const { id, kind, by, at, commandId, incidentId, alert, entity, service, lastDecidedAt } = lesson
  return {
    id,
    scope,
    kind,
    by,
    at: toTimestamp(at),
    ...(commandId !== undefined && { commandId }),
    ...(incidentId !== undefined && { incidentId }),
    ...(alert !== undefined && { alert }),
    ...(entity !== undefined && { entity }),
    ...(service !== undefined && { service }),
    others: lesson.others,
    ...(kind === 'noise' && { critical: lesson.critical }),
    decided: lesson.decided,
    ...(lastDecidedAt !== undefined && { lastDecidedAt: toTimestamp(lastDecidedAt) }),
    ...(ended && { ended }),
  }
}
