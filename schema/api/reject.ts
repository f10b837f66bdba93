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

/** Something that could not be understood, with its whole body: as text, and byte by byte. */
export const rejectBody = rejectView
  .omit({ excerpt: true })
  .extend({ body: z.string(), bodyBase64: z.string() })
  .meta({ id: 'RejectBody' })

/** What became of sending a reject again. */
export const retryAnswer = z
  .object({
    accepted: z.boolean(),
    status: z.number().int().meta({ description: 'What its route answered.' }),
    answer: z.unknown(),
  })
  .meta({ id: 'RetryAnswer' })
