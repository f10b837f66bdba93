import { queryOptions } from '@tanstack/react-query'
import type { Noise } from '../../schema/api/views.ts'
import { type Window, windowParams } from '../range.ts'
import { getJson } from './client.ts'

/** What became of the events of a range. */
export function noiseQuery(scope: string, name: string, window: () => Window) {
  return queryOptions({
    queryKey: ['noise', scope, name],
    queryFn: ({ signal }) => getJson<Noise>('/api/v1/noise', { scope, ...windowParams(window()) }, signal),
    refetchInterval: 60_000,
  })
}
