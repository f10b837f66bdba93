import type { QueryClient } from '@tanstack/react-query'
import { incidentAlertsQuery, incidentQuery, openIncidentsQuery } from './api/incidents.ts'
import { newestEventQuery } from './api/newest.ts'
import { statusQuery } from './api/status.ts'
import { STATUS_MS } from './live.tsx'
import { router } from './router.tsx'
import { DEFAULT_SCOPE } from './scope.ts'
import { readShared } from './search.ts'

/** Asks for what the view in the address begins with, its own code included, before anything is drawn. */
export function readFirst(client: QueryClient): void {
  const location = router.latestLocation
  const scope = readShared(location.search).scope ?? DEFAULT_SCOPE
  void client.prefetchQuery(newestEventQuery(scope))
  void client.prefetchQuery(statusQuery(STATUS_MS))
  if (location.pathname === '/') void client.prefetchQuery(openIncidentsQuery(scope))
  const incident = /^\/incidents\/([^/]+)$/.exec(location.pathname)?.[1]
  if (incident !== undefined) {
    void client.prefetchQuery(incidentQuery(incident))
    void client.prefetchQuery(incidentAlertsQuery(incident))
  }
  const [routes] = router.getMatchedRoutes(location.pathname)
  for (const route of routes) void router.loadRouteChunk(route)
}
