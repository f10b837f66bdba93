import { z } from 'zod'
import { actor } from '../records/command.ts'
import { LESSON_ENDS, LESSON_KINDS } from '../records/lesson.ts'

/** What people teach. */
export const lessonKind = z.enum(LESSON_KINDS)

/** What was learned from one thing that a person did. */
export const lesson = z
  .object({
    id: z.string(),
    scope: z.string(),
    kind: lessonKind.meta({
      description:
        'What was the `cause` of an incident, that alerts belong together (`merge`, `keep_together`) or do not (`split`, `not_part`), or that they are `noise`.',
    }),
    by: actor,
    at: z.string().meta({ description: 'Event time; it speaks of what began after this.' }),
    incidentId: z.string().optional().meta({ description: 'The incident that it was learned from.' }),
    alert: z.string().optional().meta({ description: 'The name of the alert that it is about.' }),
    entity: z.string().optional(),
    service: z.string().optional().meta({ description: 'Noise on all things of this service.' }),
    others: z
      .array(z.object({ alert: z.string().optional(), entity: z.string() }))
      .meta({ description: 'What the alert belongs to, or does not.' }),
    critical: z.boolean().optional().meta({ description: 'Noise also where it is critical.' }),
    decided: z.number().int().meta({
      description: 'How many alerts, or incidents, would be elsewhere, or led by another cause, without it.',
    }),
    lastDecidedAt: z.string().optional().meta({ description: 'When the last of these began.' }),
    ended: z
      .object({
        at: z.string(),
        why: z.enum(LESSON_ENDS),
        by: actor.optional(),
      })
      .optional()
      .meta({ description: 'Absent while it is in force.' }),
  })
  .meta({
    id: 'Lesson',
    description: 'What was learned from one thing that a person did. Times are RFC 3339.',
  })
/** What was learned from one thing that a person did. */
export type Lesson = z.infer<typeof lesson>
