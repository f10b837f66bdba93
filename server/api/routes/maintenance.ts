import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { Database } from '../../../ingest/database/database.ts'
import { pageOf } from '../../../schema/api/list.ts'
import { maintenanceView } from '../../../schema/api/maintenance.ts'
import { scopeQuery } from '../../../schema/api/query.ts'
import type { MaintenanceCalendar } from '../../../schema/settings/correlation.ts'
import { OPEN_MAINTENANCE_MS } from '../../correlate/stages/maintenance.ts'
import { heldNow } from '../../query/held-now.ts'
import { listMaintenance } from '../../query/list-maintenance.ts'
import { tooBroad } from '../../query/too-broad.ts'
import { announcedView, calendarView } from '../maintenance-view.ts'
import { answers, createRouter } from '../router.ts'

/** What is over is told for so long. */
const PAST_MS = 7 * 86_400_000

const list = createRoute({
  method: 'get',
  path: '/api/v1/maintenance',
  tags: ['Silences'],
  summary: 'Announced maintenance, and the calendars of the settings',
  request: { query: scopeQuery },
  responses: answers(
    pageOf(maintenanceView),
    'What is planned, what lasts and what ended within 7 days, each with how many alerts it holds back now.',
  ),
})

/** Reading what is under maintenance. */
export function maintenanceRoutes(options: {
  database: Database
  clock: () => number
  calendars: () => readonly MaintenanceCalendar[]
}): OpenAPIHono {
  const { database, clock, calendars } = options
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { scope } = c.req.valid('query')
    const now = clock()
    const filter = { scope, after: now - PAST_MS, openMs: OPEN_MAINTENANCE_MS }
    const announced = await listMaintenance(database, filter)
    const known = calendars().filter(
      (one) => scope === undefined || one.scope === undefined || one.scope === scope,
    )
    const views = [
      ...known.map((calendar) => calendarView(calendar, now)),
      ...announced.map((change) => announcedView(change, now)),
    ]
    const held = await heldNow(database, scope === undefined ? undefined : [scope], 'maintenance')
    const items = views.map((view) => {
      const of = view.scope ?? scope
      const holding = held.heldBy(of, view.id)
      const broad = of === undefined ? undefined : tooBroad(holding, held.firing.get(of) ?? 0)
      return { ...view, holding, ...(broad !== undefined && { warning: `It holds back ${broad}.` }) }
    })
    return c.json({ items }, 200)
  })
  return router
}
