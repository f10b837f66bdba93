import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  parseSearchWith,
  retainSearchParams,
  stringifySearchWith,
} from '@tanstack/react-router'
import { readList, readNow, readShared, type SharedSearch } from './search.ts'
import { readAlerts } from './views/alerts/search.ts'
import { readChanges } from './views/changes/search.ts'
import { readIncident } from './views/incidents/id/search.ts'
import { Incidents } from './views/incidents/incidents.tsx'
import { readIntake } from './views/intake/search.ts'
import { readLessons } from './views/lessons/search.ts'
import { readNoise } from './views/noise/search.ts'
import { NotFound } from './views/not-found.tsx'
import { Now } from './views/now/now.tsx'
import { Root } from './views/root.tsx'
import { readSettings } from './views/settings/search.ts'
import { readSilences } from './views/silences/search.ts'
import { readTopology } from './views/topology/search.ts'
import { ViewFailed } from './views/view-failed.tsx'

const root = createRootRoute({
  component: Root,
  notFoundComponent: NotFound,
  validateSearch: readShared,
  search: { middlewares: [retainSearchParams<SharedSearch>(['scope'])] },
})

const now = createRoute({ getParentRoute: () => root, path: '/', component: Now, validateSearch: readNow })
const incidents = createRoute({
  getParentRoute: () => root,
  path: '/incidents',
  component: Incidents,
  validateSearch: readList,
})
const incident = createRoute({
  getParentRoute: () => root,
  path: '/incidents/$id',
  component: lazyRouteComponent(() => import('./views/incidents/id/incident-page.tsx'), 'IncidentPage'),
  validateSearch: readIncident,
})
const silences = createRoute({
  getParentRoute: () => root,
  path: '/silences',
  component: lazyRouteComponent(() => import('./views/silences/silences.tsx'), 'Silences'),
  validateSearch: readSilences,
})
const alerts = createRoute({
  getParentRoute: () => root,
  path: '/alerts',
  component: lazyRouteComponent(() => import('./views/alerts/alerts.tsx'), 'Alerts'),
  validateSearch: readAlerts,
})
const changes = createRoute({
  getParentRoute: () => root,
  path: '/changes',
  component: lazyRouteComponent(() => import('./views/changes/changes.tsx'), 'Changes'),
  validateSearch: readChanges,
})
const intake = createRoute({
  getParentRoute: () => root,
  path: '/intake',
  component: lazyRouteComponent(() => import('./views/intake/intake.tsx'), 'Intake'),
  validateSearch: readIntake,
})

const noise = createRoute({
  getParentRoute: () => root,
  path: '/noise',
  component: lazyRouteComponent(() => import('./views/noise/noise.tsx'), 'Noise'),
  validateSearch: readNoise,
})

const lessons = createRoute({
  getParentRoute: () => root,
  path: '/lessons',
  component: lazyRouteComponent(() => import('./views/lessons/lessons.tsx'), 'Lessons'),
  validateSearch: readLessons,
})

const topology = createRoute({
  getParentRoute: () => root,
  path: '/topology',
  component: lazyRouteComponent(() => import('./views/topology/topology.tsx'), 'Topology'),
  validateSearch: readTopology,
})

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('./views/settings/settings.tsx'), 'Settings'),
  validateSearch: readSettings,
})

/** The addresses of the pane. Query strings are plain text, so that a scope named 007 stays one. */
export const router = createRouter({
  routeTree: root.addChildren([
    now,
    incidents,
    alerts,
    incident,
    noise,
    lessons,
    silences,
    topology,
    intake,
    changes,
    settings,
  ]),
  parseSearch: parseSearchWith((value) => value),
  stringifySearch: stringifySearchWith(String),
  scrollRestoration: true,
  // What is pointed at is fetched before it is clicked.
  defaultPreload: 'intent',
  defaultErrorComponent: ViewFailed,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
