import { queryOptions } from '@tanstack/react-query'
import type { Corrections, Noise, NoiseWeeks, Noisiest } from '../../schema/api/views.ts'
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

const SLOW_MS = 300_000

/** What people corrected in the grouping of a range. */
export function correctionsQuery(scope: string, name: string, window: () => Window) {
  return queryOptions({
    queryKey: ['noise', scope, name, 'corrections'],
    queryFn: ({ signal }) =>
      getJson<Corrections>('/api/v1/noise/corrections', { scope, ...windowParams(window()) }, signal),
  })
}

/** The noisiest rules or entities of a range. It costs most of all figures, so it is not read live. */
export function noisiestQuery(scope: string, name: string, by: 'rule' | 'entity', window: () => Window) {
  return queryOptions({
    queryKey: ['noisiest', scope, name, by],
    queryFn: ({ signal }) =>
      getJson<Noisiest>('/api/v1/noise/noisiest', { scope, by, ...windowParams(window()) }, signal),
    staleTime: SLOW_MS,
    refetchInterval: SLOW_MS,
  })
}

/** The eight weeks up to now. */
export function noiseWeeksQuery(scope: string, now: () => number) {
  return queryOptions({
    queryKey: ['noise-weeks', scope],
    queryFn: ({ signal }) =>
      getJson<NoiseWeeks>('/api/v1/noise/weeks', { scope, to: new Date(now()).toISOString() }, signal),
    staleTime: SLOW_MS,
    refetchInterval: SLOW_MS,
  })
}
