import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { Database } from '../../../ingest/database/database.ts'
import { pressure } from '../../../schema/api/figures.ts'
import { inOrder, rangeQuery } from '../../../schema/api/query.ts'
import { pressure as readPressure } from '../../query/pressure.ts'
import { givenOrLastDay } from '../../query/range.ts'
import { answers, createRouter } from '../router.ts'

const tags = ['Figures']
const request = { query: inOrder(rangeQuery) }

const pressureRoute = createRoute({
  method: 'get',
  path: '/api/v1/pressure',
  tags,
  summary: 'Events, alerts and incidents over time: the trace',
  request,
  responses: answers(pressure, 'Counts per bucket; without a range the 24 h up to the newest event.'),
})

/** Reading figures over a range of event time. */
export function figureRoutes(database: Database, clock: () => number): OpenAPIHono {
  const router = createRouter()
  router.openapi(pressureRoute, async (c) => {
    const asked = c.req.valid('query')
    const range = await givenOrLastDay(database, asked, clock())
    return c.json(await readPressure(database, asked.scope, range), 200)
  })
  return router
}
