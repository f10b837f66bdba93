import { queryOptions } from '@tanstack/react-query'
import type { Pressure } from '../../schema/api/views.ts'
import { type Window, windowParams } from '../range.ts'
import { getJson } from './client.ts'

/** The buckets of a range, which may reach beyond it, and the range that was asked for. */
export interface PressureReading {
  window: Window
  pressure: Pressure
}

/** Events, alerts and incidents per bucket of a range: the trace. `everyMs` moves it on with the clock. */
export function pressureQuery(scope: string, name: string, window: () => Window, everyMs: number) {
  return queryOptions({
    queryKey: ['pressure', scope, name],
    queryFn: async ({ signal }): Promise<PressureReading> => {
      const asked = window()
      const pressure = await getJson<Pressure>('/api/v1/pressure', { scope, ...windowParams(asked) }, signal)
      return { window: asked, pressure }
    },
    refetchInterval: everyMs,
  })
}
