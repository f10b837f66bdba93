import { queryOptions } from '@tanstack/react-query'
import type { Page } from '../../schema/api/list.ts'
import type { EventView } from '../../schema/api/views.ts'
import { getJson } from './client.ts'

/** The newest event of a scope, by event time. */
export function newestEventQuery(scope: string) {
  return queryOptions({
    queryKey: ['newest', scope],
    queryFn: async ({ signal }): Promise<EventView | null> => {
      const page = await getJson<Page<EventView>>('/api/v1/events', { scope, limit: 1 }, signal)
      return page.items[0] ?? null
    },
    refetchInterval: 60_000,
  })
}
