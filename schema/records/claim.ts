import { z } from 'zod'

/**
 * A correlator takes a partition over: from this place on only what this owner finds counts, so that one that was
 * thought dead and comes back does no harm.
 */
export const claimRecord = z.object({ type: z.literal('claim'), owner: z.string().min(1).max(256) })
/** A correlator's claim on a partition. */
export type ClaimRecord = z.infer<typeof claimRecord>
