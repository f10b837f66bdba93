import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { newestEventQuery } from './api/newest.ts'
import { useNow } from './components/use-now.ts'
import type { Range } from './range.ts'
import { type ScopeClock, scopeClock } from './scope-clock.ts'

/** The scope shown where the address names none. */
export const DEFAULT_SCOPE = 'default'

/** The scope that the address names. */
export function useScope(): string {
  return useSearch({ from: '__root__' }).scope ?? DEFAULT_SCOPE
}

/** The range that the address names. */
export function useRange(): Range | undefined {
  return useSearch({ from: '__root__' }).range
}

/** The clock of a scope, whether it is known yet, and its "now" for ages on screen, in steps of 10 s. */
export function useScopeClock(scope: string): ScopeClock & { ready: boolean; shown: number } {
  const newest = useQuery(newestEventQuery(scope))
  const wall = useNow(10_000)
  const clock = scopeClock(newest.data ?? null, Date.now)
  const client = useQueryClient()
  const { replayedTo } = clock
  useEffect(() => {
    // A replay moves "now" by hours a second: what was read up to the old one is old.
    if (replayedTo === undefined) return
    for (const resource of ['pressure', 'changes', 'noise']) {
      void client.invalidateQueries({ queryKey: [resource, scope] }, { cancelRefetch: false })
    }
  }, [client, scope, replayedTo])
  return { ...clock, ready: !newest.isPending, shown: clock.replayedTo ?? wall }
}
