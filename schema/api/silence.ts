import { z } from 'zod'
import { actor } from '../records/command.ts'
import { silence } from '../records/silence.ts'
import { alert } from './alert.ts'

/** A silence as the API answers it. */
export const silenceView = silence
  .extend({
    scope: z.string(),
    updatedAt: z.string(),
    state: z.enum(['pending', 'active', 'expired']),
    holding: z.number().int().meta({ description: 'Alerts that it holds back now.' }),
    warning: z
      .string()
      .optional()
      .meta({ description: 'Set when these are more than half of what is firing.' }),
    window: z
      .object({ startsAt: z.string(), endsAt: z.string() })
      .optional()
      .meta({ description: 'Of a recurring silence: the window that is open now, else the next one.' }),
  })
  .meta({ id: 'Silence' })
/** A silence as the API answers it. */
export type SilenceView = z.infer<typeof silenceView>

/** What a silence would hold back. */
export const silencePreview = z
  .object({
    firing: z.number().int(),
    matched: z.number().int(),
    warning: z
      .string()
      .optional()
      .meta({ description: 'Set when it would hold back more than half of what is firing.' }),
    alerts: z.array(alert),
  })
  .meta({ id: 'SilencePreview' })
/** What a silence would hold back. */
export type SilencePreview = z.infer<typeof silencePreview>

/** A silence as it is posted; with `id` it changes the one that has it. `startsAt` is now unless given. */
export const silenceInput = z
  .object({
    id: z.string().min(1).max(128).optional(),
    matchers: silence.shape.matchers,
    startsAt: silence.shape.startsAt.optional(),
    endsAt: silence.shape.endsAt,
    recurrence: silence.shape.recurrence,
    comment: silence.shape.comment.default(''),
    by: z.string().trim().min(1).max(256).optional(),
  })
  .meta({ id: 'SilenceInput' })

/** Something that was done to a silence. */
export const silenceHistoryEntry = z
  .object({
    id: z.string(),
    at: z.string().meta({ description: 'When it was ordered.' }),
    by: actor,
    kind: z.enum(['silence_set', 'silence_expire']),
    silence: silence.optional().meta({ description: 'What it was set to.' }),
    error: z.string().optional(),
  })
  .meta({ id: 'SilenceHistoryEntry' })
/** Something that was done to a silence. */
export type SilenceHistoryEntry = z.infer<typeof silenceHistoryEntry>
