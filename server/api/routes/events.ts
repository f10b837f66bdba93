import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { Database } from '../../../ingest/database/database.ts'
import { eventView } from '../../../schema/api/alert.ts'
import { pageOf } from '../../../schema/api/list.ts'
import { inOrder, listQuery, queryList, queryText } from '../../../schema/api/query.ts'
import { listEvents } from '../../query/list-events.ts'
import { answers, createRouter } from '../router.ts'

const list = createRoute({
  method: 'get',
  path: '/api/v1/events',
  tags: ['Events'],
  summary: 'Every raw event, in an incident or not, the newest first',
  request: {
    query: inOrder(
      listQuery.extend({
        incident: queryText.optional(),
        alert: queryText.optional(),
        source: queryList(queryText),
      }),
    ),
  },
  responses: answers(
    pageOf(eventView),
    'A page of events, the suppressed and the duplicates too; repeated deliveries of one event are left out.',
  ),
})

/** Reading events. */
export function eventRoutes(database: Database): OpenAPIHono {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid('query')
    return c.json(await listEvents(database, filter, { limit, cursor }), 200)
  })
  return router
}
