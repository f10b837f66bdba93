import { z } from 'zod'
import { readTime } from '../records/time.ts'

/** What DateTime64 holds: 1900 to 2299. */
const EARLIEST = Date.UTC(1900, 0, 1)
const LATEST = Date.UTC(2299, 0, 1)

/** A time in a query, RFC 3339 or epoch seconds or milliseconds; becomes epoch milliseconds. */
const queryTime = z
  .string()
  .transform((text, context) => {
    // A '+' of an offset that was not escaped arrives as a blank.
    const repaired = text.replace(/ (\d\d:?\d\d)$/, '+$1')
    const at = readTime(/^\d+(\.\d+)?$/.test(text) ? Number(text) : repaired)
    if (at === undefined || at < EARLIEST || at > LATEST) {
      context.addIssue({ code: 'custom', message: 'must be an RFC 3339 time such as 2026-01-31T12:00:00Z' })
      return z.NEVER
    }
    return at
  })
  .meta({ type: 'string', format: 'date-time' })

/** Several words: the parameter repeated, or once with commas. Becomes an array. */
export function queryList<T extends z.ZodType>(item: T) {
  return z
    .preprocess(
      (value) =>
        (Array.isArray(value) ? value : [value])
          .filter((one) => one !== undefined && one !== null)
          .flatMap((one) => String(one).split(','))
          .filter((one) => one !== ''),
      z.array(item).max(50),
    )
    .optional()
}

/** A free text of a query. */
export const queryText = z.string().max(512)

/** 1, 0, true or false. */
export const queryFlag = z
  .enum(['1', '0', 'true', 'false'])
  .transform((text) => text === '1' || text === 'true')

/** The scope of a query; without it the answer covers all scopes. */
export const scopeQuery = z.object({
  scope: z.string().min(1).max(128).optional().meta({ description: 'Without it: all scopes.' }),
})

/** A range of event time, `from` inclusive, `to` exclusive. */
export const rangeQuery = scopeQuery.extend({ from: queryTime.optional(), to: queryTime.optional() })

/** How much of a list to answer. */
export const pageQuery = scopeQuery.extend({
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
  cursor: z.string().min(1).max(2048).optional(),
})

/** A page of a list of things in a range of event time. */
export const listQuery = pageQuery.extend(rangeQuery.shape)

/** Adds to the schema of a query that its range does not end before it begins. */
export function inOrder<T extends z.ZodType<{ from?: number | undefined; to?: number | undefined }>>(
  schema: T,
): T {
  return schema.refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['from'],
    message: 'must not be after to',
  })
}
