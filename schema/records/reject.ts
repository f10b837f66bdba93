import { z } from 'zod'
import { timestamp } from './time.ts'

/** Something received that could not be understood, kept so that it can be sent again. */
export const rejectRecord = z.object({
  type: z.literal('reject'),
  id: z.string(),
  scope: z.string(),
  /** The registry name of the source that it was meant for ('prometheus', 'grafana', 'canonical', ...). */
  source: z.string(),
  /** Path and query that it was sent to. */
  route: z.string(),
  contentType: z.string(),
  receivedAt: timestamp,
  reason: z.string(),
  /** Where in the body the trouble is, a JSON pointer or field path; empty for the whole. */
  path: z.string(),
  bodyBase64: z.string(),
  status: z.enum(['open', 'retried']),
  retriedAt: timestamp.optional(),
})
/** Something received that could not be understood. */
export type RejectRecord = z.infer<typeof rejectRecord>
