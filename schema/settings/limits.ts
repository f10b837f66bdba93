import { z } from 'zod'

/** Bounds of what a client may send. */
export const limits = z.object({
  /** Bytes of one request body, after decompression. */
  bodyBytes: z
    .number()
    .int()
    .positive()
    .default(10 * 1024 * 1024),
  /** Bytes of requests in hand at once, read and not yet durable; beyond it senders are answered 429. */
  bytesInFlight: z
    .number()
    .int()
    .positive()
    .default(64 * 1024 * 1024),
  /** Records in one request. */
  recordsPerRequest: z.number().int().positive().default(20_000),
  /** Labels, and annotations, of one alert. */
  labelsPerAlert: z.number().int().positive().default(128),
  /** UTF-8 bytes of one label or annotation name and of one label value. */
  bytesPerLabel: z.number().int().positive().default(4096),
  /** UTF-8 bytes of one annotation, summary or description. */
  bytesPerText: z
    .number()
    .int()
    .positive()
    .default(64 * 1024),
  /** Objects and arrays inside one another. */
  nesting: z.number().int().positive().max(100).default(32),
})
/** Bounds of what a client may send. */
export type Limits = z.infer<typeof limits>
