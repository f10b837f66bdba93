import { z } from 'zod'
import { entity } from '../entity.ts'

const count = z.number().int()

const sample = z.object({
  entity: entity.optional().meta({ description: 'Absent where the alerts name nothing at all.' }),
  label: z.string().optional().meta({ description: 'The label that gave the name.' }),
  alerts: count,
  lastAt: z.string(),
  alert: z
    .object({ id: z.string(), name: z.string(), labels: z.record(z.string(), z.string()) })
    .meta({ description: 'The newest of these alerts.' }),
})

/** What alerts are about and topology does not know, by source. */
export const unresolvedNames = z
  .object({
    from: z.string(),
    to: z.string(),
    items: z.array(
      z.object({
        scope: z.string(),
        source: z.string(),
        alerts: count.meta({ description: 'Alerts that began in the range.' }),
        unknown: count.meta({ description: 'Of these, those that name what topology does not know.' }),
        unnamed: count.meta({ description: 'Of these, those that name nothing.' }),
        names: count.meta({ description: 'How many different names are not known, nearly.' }),
        samples: z.array(sample).meta({ description: 'At most 5 names, those of most alerts first.' }),
      }),
    ),
  })
  .meta({ id: 'UnresolvedNames' })
/** What alerts are about and topology does not know, by source. */
export type UnresolvedNames = z.infer<typeof unresolvedNames>
