import { z } from 'zod'

/** What a label can name, the most specific first. */
export const ENTITY_KINDS = [
  'pod',
  'workload',
  'database',
  'queue',
  'volume',
  'function',
  'instance',
  'container',
  'service',
  'host',
  'device',
  'area',
] as const
/** What a label can name. */
export type EntityKind = (typeof ENTITY_KINDS)[number]

/**
 * Labels that name things of one kind, the most usual first. Names of labels are compared in lower case with `.`,
 * `-` and `/` as `_`: `k8s.pod.name` is `k8s_pod_name`.
 */
export const entityLabels = z.object({
  kind: z.enum(ENTITY_KINDS),
  labels: z.array(z.string().min(1).max(256)).min(1).max(100),
  /** Only in alerts of these sources; without it in those of all. */
  sources: z.array(z.string().min(1).max(128)).min(1).max(100).optional(),
})
/** Labels that name things of one kind. */
export type EntityLabels = z.infer<typeof entityLabels>
