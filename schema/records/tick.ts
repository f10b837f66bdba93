import { z } from 'zod'

/** Wall time that passed since the last tick, in milliseconds: it moves the clock of every scope on. */
export const tickRecord = z.object({
  type: z.literal('tick'),
  elapsedMs: z.number().int().positive(),
  /** The correlator that wrote it, as in its claim. */
  owner: z.string().optional(),
})
/** Wall time that passed since the last tick. */
export type TickRecord = z.infer<typeof tickRecord>
