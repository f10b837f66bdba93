import { queryOptions } from '@tanstack/react-query'
import type { Page } from '../../schema/api/list.ts'
import type { SourceView } from '../../schema/api/views.ts'
import { getJson } from './client.ts'

/** Who sends to a scope, and how it arrives. */
export function sourcesQuery(scope: string) {
  return queryOptions({
    queryKey: ['sources', scope],
    queryFn: ({ signal }) => getJson<Page<SourceView>>('/api/v1/sources', { scope }, signal),
    refetchInterval: 10_000,
  })
}
