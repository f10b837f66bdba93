import { queryOptions } from '@tanstack/react-query'
import type { UnresolvedNames } from '../../schema/api/views.ts'
import { type Window, windowParams } from '../range.ts'
import { getJson } from './client.ts'

/** What alerts of a range name and topology does not know. */
export function unresolvedQuery(scope: string, name: string, window: () => Window) {
  return queryOptions({
    queryKey: ['unresolved', scope, name],
    queryFn: ({ signal }) =>
      getJson<UnresolvedNames>('/api/v1/sources/unresolved', { scope, ...windowParams(window()) }, signal),
    refetchInterval: 60_000,
  })
}
