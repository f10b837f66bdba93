import { z } from 'zod'
import { actor, command } from '../records/command.ts'
import { incident } from './incident.ts'
import { lesson } from './lesson.ts'

/** What a command did. */
export const commandAnswer = z
  .object({
    id: z.string(),
    scope: z.string(),
    by: actor,
    receivedAt: z.string(),
    at: z.string().meta({ description: "The scope's event time when it took effect." }),
    command,
    incidentIds: z.array(z.string()).meta({
      description:
        'The incidents it touched; for a split the new incident comes last, for not-part the new ones follow.',
    }),
    error: z.string().optional(),
    incident: incident.optional().meta({ description: 'The incident as it is now.' }),
    lessons: z.array(lesson).optional().meta({ description: 'What was learned of it.' }),
  })
  .meta({ id: 'CommandAnswer' })
/** What a command did. */
export type CommandAnswer = z.infer<typeof commandAnswer>

const by = z
  .string()
  .trim()
  .min(1)
  .max(256)
  .optional()
  .meta({ description: 'Who orders it; else `operator`.' })
const incidentId = z.string().min(1).max(128)
const undoes = z.array(z.string().min(1).max(128)).min(1).max(10).optional().meta({
  description: 'Commands that this takes back: what was learned of them is forgotten, and nothing of this.',
})

/** Body of acknowledge, unacknowledge, resolve, reopen, retract-cause and keep-together. */
export const remark = z.object({ by, text: z.string().max(8192).optional() }).meta({ id: 'Remark' })

/** Body of assign. */
export const assign = z
  .object({
    by,
    to: z
      .string()
      .trim()
      .min(1)
      .max(256)
      .optional()
      .meta({ description: 'Without it: nobody in particular.' }),
  })
  .meta({ id: 'Assign' })

/** Body of confirm-cause. */
export const confirmCause = z
  .object({
    by,
    entity: z
      .string()
      .trim()
      .min(1)
      .max(1024)
      .meta({ description: 'The name of the thing that was the cause.' }),
  })
  .meta({ id: 'ConfirmCause' })

/** Body of comment. */
export const comment = z.object({ by, text: z.string().min(1).max(65_536) }).meta({ id: 'Comment' })

/** Body of merge: puts `incidentIds` into this incident, or this incident `into` another one. */
export const merge = z
  .union([
    z.object({ by, incidentIds: z.array(incidentId).min(1).max(100), undoes }),
    z.object({ by, into: incidentId, undoes }),
  ])
  .meta({ id: 'Merge' })

/** Body of acknowledging alerts, and of taking that back. */
export const alertsRemark = z
  .object({ by, alertIds: z.array(z.string().min(1).max(128)).min(1).max(1000) })
  .meta({ id: 'AlertsRemark' })

/** Body of split: takes these alerts out into an incident of their own. */
export const split = z
  .object({ by, alertIds: z.array(z.string().min(1).max(128)).min(1).max(10_000), undoes })
  .meta({ id: 'Split' })

/** Body of not-part: takes these alerts out, each for itself. */
export const notPart = z
  .object({ by, alertIds: z.array(z.string().min(1).max(128)).min(1).max(10_000) })
  .meta({ id: 'NotPart' })

const on = z
  .enum(['entity', 'service'])
  .default('entity')
  .meta({ description: 'On the things of these alerts, or on all things of their services.' })

/** Body of marking alerts as noise. */
export const markNoise = z
  .object({ by, alertIds: z.array(z.string().min(1).max(128)).min(1).max(1000), on })
  .meta({ id: 'MarkNoise' })

/** Body of taking back several lessons. */
export const retractLessons = z
  .object({ by, lessonIds: z.array(z.string().min(1).max(128)).min(1).max(100) })
  .meta({ id: 'RetractLessons' })

/** Body of marking an incident as noise. */
export const markIncidentNoise = remark.extend({ on }).meta({ id: 'MarkIncidentNoise' })
