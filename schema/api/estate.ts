import { z } from 'zod'
import { changeRecord } from '../records/change.ts'
import { topologyEdge, topologyNode } from '../records/topology.ts'

/** A change as the API answers it. */
export const change = changeRecord
  .omit({ type: true })
  .extend({ incidentIds: z.array(z.string()).optional() })
  .meta({ id: 'Change' })
/** A change as the API answers it. */
export type Change = z.infer<typeof change>

/** Topology as the API answers it; `truncated` when `limit` cut it. */
export const topologyView = z
  .object({
    nodes: z.array(topologyNode.extend({ source: z.string().optional() })),
    edges: z.array(topologyEdge),
    truncated: z.boolean().optional(),
  })
  .meta({ id: 'Topology' })
/** Topology as the API answers it. */
export type TopologyView = z.infer<typeof topologyView>
