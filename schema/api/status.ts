import { z } from 'zod'

/** One sender of records. */
const sourceStatus = z
  .object({
    scope: z.string(),
    source: z.string(),
    lastReceivedAt: z.string(),
    eventsLastHour: z.number().int(),
  })
  .meta({ id: 'SourceStatus' })
/** One sender of records. */
export type SourceStatus = z.infer<typeof sourceStatus>

/** How Barograph itself is. */
export const status = z
  .object({
    version: z.string(),
    roles: z.array(z.string()),
    log: z.object({ transport: z.enum(['embedded', 'kafka']), records: z.number().int() }),
    lag: z
      .object({ loaded: z.number().int(), correlated: z.number().int() })
      .meta({ description: 'Records accepted but not yet in the database, and not yet correlated.' }),
    problems: z.array(z.string()).meta({ description: 'What is wrong, in words; empty when all is well.' }),
    scopes: z.array(z.string()),
    sources: z.array(sourceStatus),
    demo: z.enum(['idle', 'running', 'finished', 'unavailable']),
  })
  .meta({ id: 'Status' })
/** How Barograph itself is. */
export type Status = z.infer<typeof status>
