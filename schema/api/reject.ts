import { z } from 'zod'

/** Something that could not be understood. */
export const rejectView = z
  .object({
    id: z.string(),
    scope: z.string(),
    source: z.string(),
    route: z.string(),
    contentType: z.string(),
    receivedAt: z.string(),
    reason: z.string(),
    path: z.string(),
    status: z.enum(['open', 'retried']),
    retriedAt: z.string().optional(),
    excerpt: z.string().meta({ description: 'The first 2,000 characters of the body.' }),
  })
  .meta({ id: 'Reject' })
/** Something that could not be understood. */
export type RejectView = z.infer<typeof rejectView>
