import { z } from 'zod'

/** One page of a list; `nextCursor` is absent on the last. */
export interface Page<T> {
  items: T[]
  nextCursor?: string
  total?: number
}

/** The schema of one page of `item`. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z
      .string()
      .optional()
      .meta({ description: 'Pass as `cursor` for the next page; absent on the last.' }),
    total: z.number().int().optional(),
  })
}
