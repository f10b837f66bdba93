import { z } from 'zod'

const count = z.number().int()

/** How often each service was changed within a range, and how often an incident followed. */
export const changeFigures = z
  .object({
    from: z.string(),
    to: z.string(),
    items: z.array(
      z.object({
        service: z
          .string()
          .optional()
          .meta({ description: 'The service or thing; absent where changes name none.' }),
        changes: count.meta({ description: 'Of every kind but maintenance.' }),
        deploys: count,
        followed: count.meta({ description: 'Changes that are the first suspect of an incident.' }),
        followedDeploys: count,
        lastAt: z.string(),
      }),
    ),
  })
  .meta({ id: 'ChangeFigures' })
/** How often each service was changed within a range, and how often an incident followed. */
export type ChangeFigures = z.infer<typeof changeFigures>
