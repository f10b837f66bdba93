import { z } from 'zod'
import { matcher } from '../matcher.ts'
import { timestamp } from './time.ts'

/** A silence: holds back matching alerts between its start and end, or in each recurrence of its RRULE. */
export const silence = z.object({
  id: z.string().min(1).max(128),
  matchers: z.array(matcher).min(1).max(64),
  startsAt: timestamp,
  endsAt: timestamp,
  /**
   * RFC 5545 recurrence rule without DTSTART (which is `startsAt`), in UTC. Each occurrence lasts
   * `durationMs`; `endsAt` then is the end of the whole series.
   */
  recurrence: z
    .object({ rrule: z.string().min(1).max(512), durationMs: z.number().int().positive() })
    .optional(),
  comment: z.string().max(8192),
  createdBy: z.string().max(256),
})
/** A silence. */
export type Silence = z.infer<typeof silence>

/** A silence as the correlator last left it. */
export interface SilenceState extends Silence {
  scope: string
  updatedAt: string
}
