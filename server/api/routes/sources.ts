import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { Database } from '../../../ingest/database/database.ts'
import { pageOf } from '../../../schema/api/list.ts'
import { scopeQuery } from '../../../schema/api/query.ts'
import { sourceView } from '../../../schema/api/source.ts'
import { listSources } from '../../query/list-sources.ts'
import { answers, createRouter } from '../router.ts'

const list = createRoute({
  method: 'get',
  path: '/api/v1/sources',
  tags: ['Barograph'],
  summary: 'Who sends alerts and changes, and how they arrive',
  request: { query: scopeQuery },
  responses: answers(pageOf(sourceView), 'Every sender, by scope and name; those of alerts first.'),
})

/** Reading who sends what. */
export function sourceRoutes(database: Database, clock: () => number): OpenAPIHono {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { scope } = c.req.valid('query')
    return c.json({ items: await listSources(database, scope, clock()) }, 200)
  })
  return router
}
