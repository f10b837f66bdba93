import { z } from 'zod'
import { changeRecord } from '../records/change.ts'
import { topologyEdge, topologyNode } from '../records/topology.ts'
import { severity } from '../severity.ts'
import { reason } from './incident.ts'

const suspectingIncident = z
  .object({
    id: z.string(),
    title: z.string(),
    severity,
    startedAt: z.string(),
    first: z.boolean().meta({ description: 'Whether the change is its first suspect.' }),
    reasons: z.array(reason),
  })
  .meta({ id: 'SuspectingIncident', description: 'An incident that suspects a change, and why.' })
/** An incident that suspects a change, and why. */
export type SuspectingIncident = z.infer<typeof suspectingIncident>

/** A change as the API answers it, with the incidents that suspect it. */
export const change = changeRecord
  .omit({ type: true })
  .extend({ incidentIds: z.array(z.string()).optional(), incidents: z.array(suspectingIncident).optional() })
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

/** A thing of the estate that a search found; `name` is its id, `title` what people call it where that differs. */
export const entityFound = z
  .object({ type: z.string(), name: z.string(), title: z.string().optional() })
  .meta({ id: 'EntityFound' })
/** A thing of the estate that a search found. */
export type EntityFound = z.infer<typeof entityFound>
