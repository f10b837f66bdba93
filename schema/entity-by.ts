import { z } from 'zod'

/** The rules by which an alert's words become an entity, in the order in which they are tried for a name. */
export const ENTITY_RULES = [
  /** The id, name or alias of a node. */
  'exact',
  /** With its namespace: the node is `namespace/name` or `name.namespace`. */
  'qualified',
  /** An address without its port or path, or another port of a known address. */
  'address',
  /** The last part of a cloud's resource id or ARN. */
  'resource',
  /** A full host name; the node is known by a shorter one. */
  'short_name',
  /** A short host name; the node is known by its full one, and no other begins like it. */
  'full_name',
  /** A Kubernetes pod, replica set or job, named after the workload that made it. */
  'owner',
  /** The name of a node in the alert's name or summary. */
  'text',
  /** Topology does not know it; other alerts name the same host in full. */
  'same_host',
  /** Topology does not know it. */
  'unknown',
  /** The alert names nothing. */
  'none',
] as const

/** By what rule it is known what an alert is about. */
export const entityBy = z
  .object({
    rule: z.enum(ENTITY_RULES),
    label: z.string().optional().meta({
      description:
        "The label that named it; absent where the alert's own entity or service, or its text, did.",
    }),
    name: z.string().optional().meta({
      description: "The name as the alert has it, where that is not the entity's own.",
    }),
  })
  .meta({ id: 'EntityBy', description: 'By what rule it is known what an alert is about.' })
/** By what rule it is known what an alert is about. */
export type EntityBy = z.infer<typeof entityBy>
/** A rule by which a name became an entity. */
export type EntityRule = EntityBy['rule']
