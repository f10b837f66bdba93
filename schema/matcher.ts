import { z } from 'zod'

/** A label matcher with Alertmanager's meaning: regular expressions are anchored, an absent label is ''. */
export const matcher = z.object({
  name: z.string().min(1).max(1024),
  value: z.string().max(4096),
  isRegex: z.boolean().default(false),
  isEqual: z.boolean().default(true),
})
/** A label matcher with Alertmanager's meaning. */
export type Matcher = z.infer<typeof matcher>
