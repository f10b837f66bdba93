import { z } from 'zod'
import type { Arrival } from './alert.ts'
import { timestamp, toTimestamp } from './time.ts'

/** Kinds of edges: `from` calls, needs, runs on or is a part of `to`. */
export const edgeKind = z.enum(['calls', 'depends_on', 'runs_on', 'part_of'])
/** Kinds of edges. */
export type EdgeKind = z.infer<typeof edgeKind>

const nodeId = z.string().min(1).max(512)

/** A thing of the estate. Its `id` is the name that alerts use as entity name; `tier` 1 matters most. */
export const topologyNode = z.object({
  id: nodeId,
  type: z.string().min(1).max(64),
  name: z.string().max(512).optional(),
  aliases: z.array(z.string().min(1).max(512)).max(64).optional(),
  owner: z.string().max(256).optional(),
  tier: z.number().int().min(0).max(9).optional(),
})
/** A thing of the estate. */
export type TopologyNode = z.infer<typeof topologyNode>

/** A relation of two things, who said so and how sure it is (0 to 1). */
export const topologyEdge = z.object({
  from: nodeId,
  to: nodeId,
  kind: edgeKind,
  source: z.string().min(1).max(128).default('api'),
  confidence: z.number().min(0).max(1).optional(),
})
/** A relation of two things. */
export type TopologyEdge = z.infer<typeof topologyEdge>

/** A piece of topology as a client posts it; it adds to what is known. */
export const topologyInput = z.object({
  type: z.literal('topology').optional(),
  scope: z.string().min(1).max(128).optional(),
  nodes: z.array(topologyNode).max(50_000).default([]),
  edges: z.array(topologyEdge).max(200_000).default([]),
  /** Forget first what this source said before. */
  replace: z.string().min(1).max(128).optional(),
})
/** A piece of topology as a client posts it. */
export type TopologyInput = z.input<typeof topologyInput>

/** A piece of topology as the log holds it. */
export const topologyRecord = z.object({
  type: z.literal('topology'),
  scope: z.string(),
  nodes: z.array(topologyNode),
  edges: z.array(topologyEdge),
  replace: z.string().optional(),
  receivedAt: timestamp,
})
/** A piece of topology as the log holds it. */
export type TopologyRecord = z.infer<typeof topologyRecord>

/** Completes a validated piece of topology; with `replace`, every edge in it counts as said by that source. */
export function completeTopology(input: z.output<typeof topologyInput>, arrival: Arrival): TopologyRecord {
  const { replace } = input
  const record: TopologyRecord = {
    type: 'topology',
    scope: input.scope ?? arrival.scope,
    nodes: input.nodes,
    edges: replace ? input.edges.map((edge) => ({ ...edge, source: replace })) : input.edges,
    receivedAt: toTimestamp(arrival.at),
  }
  if (replace) record.replace = replace
  return record
}
