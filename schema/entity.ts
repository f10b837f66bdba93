import { z } from 'zod'

/** A thing of the estate that can break: its kind (service, database, node, ...) and its topology node id. */
export const entity = z.object({
  type: z.string().min(1).max(64),
  name: z.string().min(1).max(512),
})
/** A thing of the estate that can break. */
export type Entity = z.infer<typeof entity>
