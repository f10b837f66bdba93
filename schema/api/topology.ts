import { z } from 'zod'
import { topologyEdge, topologyNode } from '../records/topology.ts'
import { severity } from '../severity.ts'

const count = z.number().int()

/** A thing of the estate, with what fires on it now. */
const thing = topologyNode.omit({ aliases: true }).extend({
  alerts: count.meta({ description: 'Alerts that fire on it now.' }),
  severity: severity.optional().meta({ description: 'The worst of them.' }),
})

/** How much of the estate is known, and the things that most others need directly. */
export const topologyOverview = z
  .object({
    things: count,
    relations: count,
    mostNeeded: z.array(thing.extend({ neededBy: count })),
  })
  .meta({ id: 'TopologyOverview' })
/** How much of the estate is known, and what most others need. */
export type TopologyOverview = z.infer<typeof topologyOverview>

const reached = thing.extend({
  hops: count,
  via: z.string().meta({ description: 'The thing before it on the shortest way.' }),
})
/** A thing that another one needs, or that needs it, directly or by others. */
export type ReachedThing = z.infer<typeof reached>

/** What a thing needs and what needs it, nearest first, with every relation among them. */
export const topologyReach = z
  .object({
    thing: thing.extend({ aliases: z.array(z.string()), known: z.boolean() }),
    needs: z.array(reached),
    neededBy: z.array(reached),
    edges: z.array(topologyEdge),
    truncated: z.boolean().optional(),
  })
  .meta({ id: 'TopologyReach' })
/** What a thing needs and what needs it. */
export type TopologyReach = z.infer<typeof topologyReach>

/** Who told of the estate: each source with how much it says now ('' for what was posted without `replace`). */
export const topologySources = z
  .object({ items: z.array(z.object({ source: z.string(), nodes: count, edges: count })) })
  .meta({ id: 'TopologySources' })
/** Who told of the estate. */
export type TopologySources = z.infer<typeof topologySources>
