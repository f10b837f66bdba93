import { z } from 'zod'
import { actor } from '../records/command.ts'

const count = z.number().int()

/** How often something went wrong: `count` of `of`, the share and its 95 % interval (0 to 1). */
export const errorRate = z.object({
  count,
  of: count,
  share: z.number(),
  low: z.number(),
  high: z.number(),
})
/** How often something went wrong. */
export type ErrorRate = z.infer<typeof errorRate>

/** What people corrected in the grouping of a range. */
export const corrections = z
  .object({
    from: z.string(),
    to: z.string(),
    falseMerges: errorRate.meta({ description: 'Incidents that people split, of those that were made.' }),
    missedMerges: errorRate.meta({
      description: 'Incidents that people put into others, of those that were made.',
    }),
    items: z.array(
      z.object({
        kind: z.enum(['merge', 'split']),
        at: z.string(),
        by: actor,
        incidentId: z.string().meta({ description: 'The incident that was split, or that took others in.' }),
        others: z
          .array(z.string())
          .meta({ description: 'The incidents that were put into it, or the new one of a split.' }),
        afterMs: count.optional().meta({ description: 'How long after the incident began.' }),
      }),
    ),
  })
  .meta({ id: 'Corrections' })
/** What people corrected in the grouping of a range. */
export type Corrections = z.infer<typeof corrections>

/** What became of the events of each week, the oldest first. */
export const noiseWeeks = z
  .object({
    weeks: z.array(
      z.object({
        from: z.string().meta({ description: 'Monday 00:00 UTC.' }),
        events: count,
        alerts: count,
        incidents: count,
        notifications: count,
        falseMerges: errorRate,
        missedMerges: errorRate,
      }),
    ),
  })
  .meta({ id: 'NoiseWeeks' })
/** What became of the events of each week. */
export type NoiseWeeks = z.infer<typeof noiseWeeks>

/** A change to how alerts are raised. Minutes of day are UTC. */
export const noiseFix = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wait'), minutes: count }),
  z.object({ kind: z.literal('hold'), minutes: count }),
  z.object({ kind: z.literal('drop'), rule: z.string(), saidBy: z.string() }),
  z.object({ kind: z.literal('silence'), fromMinute: count, toMinute: count, days: count }),
])
/** A change to how alerts are raised. */
export type NoiseFix = z.infer<typeof noiseFix>

/** What a change to how alerts are raised would have done to past alerts. */
export const fixEffect = z.object({
  /** Alerts that would not have been raised. */
  takesAway: count,
  /** Incidents that nobody would have seen: those that mattered (someone acted, or critical), and the others. */
  hidden: z.object({ mattered: count, others: count }),
  /** Incidents seen later than they were, and by how much at most. */
  later: z.object({ incidents: count, mostMs: count }),
})
/** What a change to how alerts are raised would have done to past alerts. */
export type FixEffect = z.infer<typeof fixEffect>

/** The noisiest rules or entities of a range, each with the change that would have spared most. */
export const noisiest = z
  .object({
    from: z.string(),
    to: z.string(),
    /** The alerts that changes were tried on: the newest of the range. */
    replayed: z.object({ alerts: count, from: z.string() }),
    items: z.array(
      z.object({
        name: z.string(),
        type: z.string().optional().meta({ description: 'Of an entity.' }),
        sources: z.array(z.string()),
        events: count,
        alerts: count,
        incidents: count,
        actedOn: count,
        replayed: count.meta({ description: 'How many of its alerts the change was tried on.' }),
        fix: noiseFix.optional(),
        effect: fixEffect.optional(),
      }),
    ),
    together: fixEffect.meta({ description: 'All these changes made together.' }),
  })
  .meta({ id: 'Noisiest' })
/** The noisiest rules or entities of a range. */
export type Noisiest = z.infer<typeof noisiest>
