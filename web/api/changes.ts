import { queryOptions } from '@tanstack/react-query'
import type { Page } from '../../schema/api/list.ts'
import type { Change, ChangeFigures } from '../../schema/api/views.ts'
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

/** So many changes are listed. */
export const CHANGES_LISTED = 1000

/** The changes of a range that are of a kind and of a service, the newest first. */
export function changeListQuery(
  scope: string,
  name: string,
  window: () => Window,
  filter: { kind?: string; service?: string },
) {
  return queryOptions({
    queryKey: ['changes', scope, name, 'list', filter],
    queryFn: ({ signal }) =>
      getJson<Page<Change>>(
        '/api/v1/changes',
        { scope, ...windowParams(window()), ...filter, limit: CHANGES_LISTED },
        signal,
      ),
    refetchInterval: 60_000,
  })
}

/** How often each service was changed within a range, and how often an incident followed. */
export function changeFiguresQuery(scope: string, name: string, window: () => Window) {
  return queryOptions({
    queryKey: ['changes', scope, name, 'figures'],
    queryFn: ({ signal }) =>
      getJson<ChangeFigures>('/api/v1/changes/figures', { scope, ...windowParams(window()) }, signal),
    refetchInterval: 60_000,
  })
}
