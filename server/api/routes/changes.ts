import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { Database } from '../../../ingest/database/database.ts'
import { changeFigures } from '../../../schema/api/change-figures.ts'
import { change } from '../../../schema/api/estate.ts'
import { pageOf } from '../../../schema/api/list.ts'
import { inOrder, listQuery, queryList, queryText, rangeQuery } from '../../../schema/api/query.ts'
import { changeKind } from '../../../schema/records/change.ts'
import { changeFigures as readFigures } from '../../query/change-figures.ts'
import { listChanges } from '../../query/list-changes.ts'
import { givenOrLastDay } from '../../query/range.ts'
import { answers, createRouter } from '../router.ts'

const list = createRoute({
  method: 'get',
  path: '/api/v1/changes',
  tags: ['Estate'],
  summary: 'Changes, the last one first',
  request: {
    query: inOrder(
      listQuery.extend({
        kind: queryList(changeKind),
        entity: queryText.optional(),
        service: queryList(queryText),
        incident: queryText.optional().meta({ description: 'Changes that this incident suspects.' }),
      }),
    ),
  },
  responses: answers(pageOf(change), 'A page of changes, each with the incidents that suspect it.'),
})

const figures = createRoute({
  method: 'get',
  path: '/api/v1/changes/figures',
  tags: ['Estate'],
  summary: 'How often each service was changed, and how often an incident followed',
  request: { query: inOrder(rangeQuery) },
  responses: answers(
    changeFigures,
    'Counts by service, at most 500; without a range those of the 24 h up to the newest event.',
  ),
})

/** Reading changes. */
export function changeRoutes(database: Database, clock: () => number): OpenAPIHono {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid('query')
    return c.json(await listChanges(database, filter, { limit, cursor }), 200)
  })
  router.openapi(figures, async (c) => {
    const asked = c.req.valid('query')
    const range = await givenOrLastDay(database, asked, clock())
    return c.json(await readFigures(database, asked.scope, range), 200)
  })
  return router
}
