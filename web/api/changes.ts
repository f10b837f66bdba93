import { queryOptions } from '@tanstack/react-query'
import type { Page } from '../../schema/api/list.ts'
import type { Change } from '../../schema/api/views.ts'
import { type Window, windowParams } from '../range.ts'
import { getJson } from './client.ts'

/** The changes of a range, at most 200. */
export function changesQuery(scope: string, name: string, window: () => Window) {
  return queryOptions({
    queryKey: ['changes', scope, name],
    queryFn: ({ signal }) =>
      getJson<Page<Change>>('/api/v1/changes', { scope, ...windowParams(window()), limit: 200 }, signal),
    refetchInterval: 60_000,
  })
}
