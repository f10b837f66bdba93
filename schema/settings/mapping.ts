import { z } from 'zod'

const expression = z.string().min(1).max(4096)

/**
 * Maps any JSON body to canonical records: each field a CEL expression over `body` (and, with `items`, over
 * `item`, one element of the list that `items` gives). `kind` says what the records are.
 */
export const mapping = z.object({
  kind: z.enum(['alert', 'change']).default('alert'),
  /** CEL expression giving a list; one record per element. */
  items: expression.optional(),
  /** CEL expression giving a boolean; elements where it is false are left out. */
  when: expression.optional(),
  /** Canonical field (name, severity, status, at, service, 'entity.type', 'labels', 'labels.team', ...) to CEL expression. */
  fields: z.record(z.string(), expression),
})
/** A mapping of any JSON to canonical records. */
export type Mapping = z.infer<typeof mapping>
