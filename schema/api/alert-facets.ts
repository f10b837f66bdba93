import { z } from 'zod'

const count = z.number().int()

/** What alerts can be counted by beside their labels: sender, and what holds them back (or `nothing`). */
export const alertField = z.enum(['source', 'held'])
/** What alerts can be counted by beside their labels. */
export type AlertField = z.infer<typeof alertField>

/** How many alerts have each value of a label or field. */
export const facet = z
  .object({
    name: z.string(),
    distinct: count.meta({ description: 'How many values there are, those left out too.' }),
    values: z.array(z.object({ value: z.string(), count })).meta({
      description: 'The values that most alerts have, the most frequent first; "" where there is none.',
    }),
  })
  .meta({ id: 'Facet' })
/** How many alerts have each value of a label or field. */
export type Facet = z.infer<typeof facet>

/** How many alerts match a filter, and how many each value of what was asked for has. */
export const alertFacets = z
  .object({
    total: count,
    fields: z.array(facet),
    labels: z.array(facet),
  })
  .meta({
    id: 'AlertFacets',
    description: 'Each facet counts the alerts that match the filter but for its own part of it.',
  })
/** How many alerts match a filter, and how many each value of what was asked for has. */
export type AlertFacets = z.infer<typeof alertFacets>

/** The label names of the alerts that match a filter. */
export const labelNames = z
  .object({
    distinct: count,
    names: z
      .array(z.object({ name: z.string(), count }))
      .meta({ description: 'The names that most alerts have, the most frequent first.' }),
  })
  .meta({ id: 'LabelNames' })
/** The label names of the alerts that match a filter. */
export type LabelNames = z.infer<typeof labelNames>
