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

/** How far a stage of the way from the log to the pane is. */
const stageStatus = z
  .object({
    stage: z.enum(['load', 'correlate']),
    waiting: z.number().int().meta({ description: 'Records that it has not done yet.' }),
    lateSeconds: z.number().meta({ description: 'How long the oldest of them has waited, at least.' }),
    state: z.enum(['ok', 'late', 'stopped', 'unknown']).meta({
      description:
        'Late: a record waits for over 10 s. Stopped: and nothing moved for 30 s. Unknown: it cannot be told.',
    }),
  })
  .meta({ id: 'StageStatus' })
/** How far a stage of the way from the log to the pane is. */
export type StageStatus = z.infer<typeof stageStatus>

const lag = z.object({ loaded: z.number().int(), correlated: z.number().int() }).meta({
  description:
    'Records accepted but not yet in the database, and not yet correlated; absent while the log cannot be read.',
})
/** Records accepted that are not in the database yet, and that are not correlated yet. */
export type Lag = z.infer<typeof lag>

/** How Barograph itself is. */
export const status = z
  .object({
    version: z.string(),
    roles: z.array(z.string()),
    log: z.object({ transport: z.enum(['embedded', 'kafka']), records: z.number().int() }),
    lag: lag.optional(),
    stages: z.array(stageStatus),
    problems: z.array(z.string()).meta({ description: 'What is wrong, in words; empty when all is well.' }),
    scopes: z.array(z.string()),
    sources: z.array(sourceStatus),
    senderToken: z
      .boolean()
      .optional()
      .meta({ description: 'Set where senders must show the INGEST_TOKEN.' }),
    demo: z.enum(['idle', 'running', 'finished', 'unavailable']),
  })
  .meta({ id: 'Status' })
/** How Barograph itself is. */
export type Status = z.infer<typeof status>
