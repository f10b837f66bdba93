import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { Database } from '../../../ingest/database/database.ts'
import { pageOf } from '../../../schema/api/list.ts'
import { inOrder, rangeQuery, scopeQuery } from '../../../schema/api/query.ts'
import { sourceView } from '../../../schema/api/source.ts'
import { unresolvedNames } from '../../../schema/api/unresolved.ts'
import { listSources } from '../../query/list-sources.ts'
import { givenOrLastDay } from '../../query/range.ts'
import { unresolvedNames as readUnresolved } from '../../query/unresolved.ts'
import { answers, createRouter } from '../router.ts'

const list = createRoute({
  method: 'get',
  path: '/api/v1/sources',
  tags: ['Barograph'],
  summary: 'Who sends alerts and changes, and how they arrive',
  request: { query: scopeQuery },
  responses: answers(pageOf(sourceView), 'Every sender, by scope and name; those of alerts first.'),
})

const unresolved = createRoute({
  method: 'get',
  path: '/api/v1/sources/unresolved',
  tags: ['Barograph'],
  summary: 'What alerts name that topology does not know, by source',
  request: { query: inOrder(rangeQuery) },
  responses: answers(
    unresolvedNames,
    'Of the alerts that began in the range; without one in the 24 h up to the newest event. Sources with most of these first.',
  ),
})

/** Reading who sends what, and what of it is about nothing known. */
export function sourceRoutes(database: Database, clock: () => number): OpenAPIHono {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { scope } = c.req.valid('query')
    return c.json({ items: await listSources(database, scope, clock()) }, 200)
  })
  router.openapi(unresolved, async (c) => {
    const asked = c.req.valid('query')
    const range = await givenOrLastDay(database, asked, clock())
    return c.json(await readUnresolved(database, asked.scope, range), 200)
  })
  return router
}
