import { queryOptions } from '@tanstack/react-query'
import type { TopologyView } from '../../schema/api/views.ts'
import { getJson } from './client.ts'

const ESTATE_LIMIT = 1000
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
