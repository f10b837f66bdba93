import { z } from 'zod'

/** One sender of a scope, and how what it sends arrives. */
export const sourceView = z
  .object({
    scope: z.string(),
    source: z.string(),
    kind: z.enum(['alerts', 'changes']),
    lastReceivedAt: z.string(),
    lastAt: z.string().meta({
      description: 'Event time of the newest of what arrived in the last hour; else when it was heard last.',
    }),
    receivedLastHour: z.number().int(),
    perMinute: z.array(z.number().int()).meta({
      description: 'How many arrived in each of the last 60 minutes, the last one so far; the oldest first.',
    }),
    delaySeconds: z.object({ median: z.number(), worst: z.number() }).optional().meta({
      description: 'How long after it happened it arrived, in the last hour; absent where nothing did.',
    }),
  })
  .meta({ id: 'Source' })
/** One sender of a scope, and how what it sends arrives. */
export type SourceView = z.infer<typeof sourceView>
