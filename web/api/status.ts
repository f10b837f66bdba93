import { queryOptions } from '@tanstack/react-query'
import type { Status } from '../../schema/api/views.ts'
import { getJson } from './client.ts'

/** A status with the moment (epoch milliseconds) at which it was asked for. */
export interface StatusReading {
  askedAt: number
  answeredAt: number
  status: Status
}

/** An answer that takes longer is none. */
const PATIENCE_MS = 8000

/** How Barograph itself is, read every `everyMs` milliseconds. */
export function statusQuery(everyMs: number) {
  return queryOptions({
    queryKey: ['status'],
    queryFn: async ({ signal }): Promise<StatusReading> => {
      const askedAt = Date.now()
      const status = await getJson<Status>(
        '/api/v1/status',
        {},
        AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      )
      return { askedAt, answeredAt: Date.now(), status }
    },
    refetchInterval: everyMs,
    staleTime: everyMs,
  })
}
