import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { Database } from '../../../ingest/database/database.ts'
import { change } from '../../../schema/api/estate.ts'
import { pageOf } from '../../../schema/api/list.ts'
import { inOrder, listQuery, queryList, queryText } from '../../../schema/api/query.ts'
import { changeKind } from '../../../schema/records/change.ts'
import { listChanges } from '../../query/list-changes.ts'
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

/** Reading changes. */
export function changeRoutes(database: Database): OpenAPIHono {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid('query')
    return c.json(await listChanges(database, filter, { limit, cursor }), 200)
  })
  return router
}
