import { z } from 'zod'

const count = z.number().int()

/** Pressure: per bucket the events, the alerts that began and the incidents that were open. */
export const pressure = z
  .object({
    from: z.string(),
    to: z.string(),
    bucketSeconds: count,
    since: z
      .string()
      .optional()
      .meta({ description: 'When the first event that is still kept came, where that is after `from`.' }),
    buckets: z.array(z.object({ at: z.string(), events: count, alerts: count, incidents: count })),
  })
  .meta({ id: 'Pressure' })
/** Pressure: per bucket the events, the alerts that began and the incidents that were open. */
export type Pressure = z.infer<typeof pressure>

/** What became of the events of a range. */
export const noise = z
  .object({
    from: z.string(),
    to: z.string(),
    events: count,
    alerts: count,
    incidents: count,
    notifications: count,
    reduction: z.number().meta({ description: '1 - notifications / events; 0 without events.' }),
    suppressed: z.object({
      duplicate: count,
      flapping: count,
      silenced: count,
      inhibited: count,
      maintenance: count,
      noise: count,
      correlated: count,
    }),
    corrections: z.object({ merged: count, split: count }),
  })
  .meta({ id: 'Noise' })
/** What became of the events of a range. */
export type Noise = z.infer<typeof noise>
