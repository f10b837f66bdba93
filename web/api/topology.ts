import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../../schema/api/list.ts'
import type {
  Alert,
  Change,
  TopologyOverview,
  TopologyReach,
  TopologySources,
  TopologyView,
} from '../../schema/api/views.ts'
import type { TopologyInput } from '../../schema/records/topology.ts'
import { type Window, windowParams } from '../range.ts'
import { getJson, postJson } from './client.ts'

const ESTATE_LIMIT = 1000
const HAPPENED_LIMIT = 200
const SAID_LIMIT = 10_000
const OLD_AFTER_MS = 300_000

/** The whole estate of a scope where it is small enough (`truncated` otherwise). */
export function estateQuery(scope: string) {
  return queryOptions({
    queryKey: ['topology', scope, 'estate'],
    queryFn: ({ signal }) =>
      getJson<TopologyView>('/api/v1/topology', { scope, limit: ESTATE_LIMIT }, signal),
    staleTime: OLD_AFTER_MS,
  })
}

/** What is within three relations of a thing of the estate, and how it hangs together. */
export function neighbourhoodQuery(scope: string, around: string) {
  return queryOptions({
    queryKey: ['topology', scope, 'around', around],
    queryFn: ({ signal }) =>
      getJson<TopologyView>('/api/v1/topology', { scope, around, hops: 3, limit: ESTATE_LIMIT }, signal),
    staleTime: OLD_AFTER_MS,
  })
}

/** How much of the estate of a scope is known, and what most others need. */
export function topologyOverviewQuery(scope: string) {
  return queryOptions({
    queryKey: ['topology', scope, 'overview'],
    queryFn: ({ signal }) =>
      getJson<TopologyOverview>('/api/v1/topology/overview', { scope, limit: 20 }, signal),
    refetchInterval: 30_000,
  })
}

/** Who told of the estate of a scope. */
export function topologySourcesQuery(scope: string) {
  return queryOptions({
    queryKey: ['topology', scope, 'sources'],
    queryFn: ({ signal }) => getJson<TopologySources>('/api/v1/topology/sources', { scope }, signal),
    staleTime: OLD_AFTER_MS,
  })
}

/** What a thing needs and what needs it, with what fires on them. */
export function reachQuery(scope: string, entity: string) {
  return queryOptions({
    queryKey: ['topology', scope, 'reach', entity],
    queryFn: ({ signal }) => getJson<TopologyReach>('/api/v1/topology/reach', { scope, entity }, signal),
    refetchInterval: 15_000,
  })
}

/** The alerts on a thing that were up within a range, the 200 newest. */
export function alertsOnQuery(scope: string, entity: string, name: string, window: () => Window) {
  return queryOptions({
    queryKey: ['topology', scope, 'alerts on', entity, name],
    queryFn: ({ signal }) =>
      getJson<Page<Alert>>(
        '/api/v1/alerts',
        { scope, entity, ...windowParams(window()), limit: HAPPENED_LIMIT },
        signal,
      ),
    refetchInterval: 15_000,
  })
}

/** The changes of a thing within a range, the 200 newest. */
export function changesOnQuery(scope: string, entity: string, name: string, window: () => Window) {
  return queryOptions({
    queryKey: ['changes', scope, name, 'on', entity],
    queryFn: ({ signal }) =>
      getJson<Page<Change>>(
        '/api/v1/changes',
        { scope, entity, ...windowParams(window()), limit: HAPPENED_LIMIT },
        signal,
      ),
    refetchInterval: 60_000,
  })
}

/** What a source says of a scope's estate now, the first 10,000 things and relations. */
export function saidBy(scope: string, source: string): Promise<TopologyView> {
  return getJson<TopologyView>('/api/v1/topology', { scope, source, limit: SAID_LIMIT })
}

/** Tells what needs what, in place of all that the source `replace` said before. Fails with the reason when it is refused. */
export function useTellTopology(scope: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ replace, ...told }: Pick<TopologyInput, 'nodes' | 'edges'> & { replace: string }) =>
      postJson<unknown>('/api/v1/topology', told, { scope, replace }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['topology', scope] }),
  })
}
