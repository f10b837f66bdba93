import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Database } from '../../../ingest/database/database.ts'
import { entityFound, topologyView } from '../../../schema/api/estate.ts'
import { pageOf } from '../../../schema/api/list.ts'
import { queryList, queryText, scopeQuery } from '../../../schema/api/query.ts'
import { findEntities } from '../../query/find-entities.ts'
import { topologyAround, wholeTopology } from '../../query/topology.ts'
import { answers, createRouter } from '../router.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/topology',
  tags: ['Estate'],
  summary: 'Things and their relations, all of them or those around some',
  request: {
    query: scopeQuery.extend({
      around: queryList(z.string().min(1).max(512)).meta({ description: 'Ids or aliases to begin from.' }),
      hops: z.coerce.number().int().min(0).max(6).default(1).meta({ description: 'How far from them.' }),
      limit: z.coerce.number().int().min(1).max(10_000).default(2000),
    }),
  },
  responses: answers(topologyView, 'Nodes and the edges between them.'),
})

const search = createRoute({
  method: 'get',
  path: '/api/v1/entities',
  tags: ['Estate'],
  summary: 'Things by a part of their name',
  request: {
    query: scopeQuery.extend({
      q: queryText.min(1).meta({ description: 'Text in the id, a name or an alias.' }),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
  },
  responses: answers(pageOf(entityFound), 'Things of the topology or of alerts, the closest names first.'),
})

/** Reading the topology. */
export function topologyRoutes(database: Database): OpenAPIHono {
  const router = createRouter()
  router.openapi(route, async (c) => {
    const { scope, around, hops, limit } = c.req.valid('query')
    const view = around?.length
      ? await topologyAround(database, scope, around, hops, limit)
      : await wholeTopology(database, scope, limit)
    return c.json(view, 200)
  })
  router.openapi(search, async (c) => {
    const { scope, q, limit } = c.req.valid('query')
    return c.json({ items: await findEntities(database, { scope, q, limit }) }, 200)
  })
  return router
}
