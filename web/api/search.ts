import { queryOptions } from '@tanstack/react-query'
import type { Page } from '../../schema/api/list.ts'
import type { EntityFound, Incident } from '../../schema/api/views.ts'
import { getJson } from './client.ts'

/** Shorter texts are in nearly everything. */
const LEAST = 2
const LIMIT = 6

/** Incidents with a text in their title, services or id, the newest first. */
export function incidentSearchQuery(scope: string, q: string) {
  return queryOptions({
    queryKey: ['incidents', scope, 'search', q],
    queryFn: ({ signal }) =>
      getJson<Page<Incident>>('/api/v1/incidents', { scope, q, links: 0, limit: LIMIT }, signal),
    enabled: q.length >= LEAST,
  })
}

/** Things of the estate with a text in their id, name or alias, the closest first. */
export function entitySearchQuery(scope: string, q: string) {
  return queryOptions({
    queryKey: ['topology', scope, 'search', q],
    queryFn: ({ signal }) =>
      getJson<Page<EntityFound>>('/api/v1/entities', { scope, q, limit: LIMIT }, signal),
    enabled: q.length >= LEAST,
  })
}
