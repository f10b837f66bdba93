import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Database } from '../../../ingest/database/database.ts'
import { entityFound, topologyView } from '../../../schema/api/estate.ts'
import { pageOf } from '../../../schema/api/list.ts'
import { queryList, queryText, scopeQuery } from '../../../schema/api/query.ts'
import { topologyOverview, topologyReach, topologySources } from '../../../schema/api/topology.ts'
import { findEntities } from '../../query/find-entities.ts'
import { topologyAround, topologySaidBy, wholeTopology } from '../../query/topology.ts'
import { topologyOverview as readOverview } from '../../query/topology-overview.ts'
import { topologyReach as readReach } from '../../query/topology-reach.ts'
import { topologySources as readSources } from '../../query/topology-sources.ts'
import { answers, createRouter } from '../router.ts'

const tags = ['Estate']
const thingName = z.string().min(1).max(512)

const whole = createRoute({
  method: 'get',
  path: '/api/v1/topology',
  tags,
  summary: 'Things and their relations, all of them, those around some, or those that a source told of',
  request: {
    query: scopeQuery.extend({
      around: queryList(thingName).meta({ description: 'Ids or aliases to begin from.' }),
      hops: z.coerce.number().int().min(0).max(6).default(1).meta({ description: 'How far from them.' }),
      source: z.string().max(128).optional().meta({ description: 'What this source says, instead.' }),
      limit: z.coerce.number().int().min(1).max(10_000).default(2000),
    }),
  },
  responses: answers(topologyView, 'Nodes and the edges between them.'),
})

const search = createRoute({
  method: 'get',
  path: '/api/v1/entities',
  tags,
  summary: 'Things by a part of their name',
  request: {
    query: scopeQuery.extend({
      q: queryText.min(1).meta({ description: 'Text in the id, a name or an alias.' }),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
  },
  responses: answers(pageOf(entityFound), 'Things of the topology or of alerts, the closest names first.'),
})

const overview = createRoute({
  method: 'get',
  path: '/api/v1/topology/overview',
  tags,
  summary: 'How much of the estate is known, and what most others need',
  request: { query: scopeQuery.extend({ limit: z.coerce.number().int().min(1).max(100).default(20) }) },
  responses: answers(topologyOverview, 'Counts, and the things that most others need directly.'),
})

const reach = createRoute({
  method: 'get',
  path: '/api/v1/topology/reach',
  tags,
  summary: 'What a thing needs, and what needs it: what breaks if it goes',
  request: {
    query: scopeQuery.extend({
      entity: thingName.meta({ description: 'Its id or an alias.' }),
      hops: z.coerce.number().int().min(1).max(8).default(4),
      limit: z.coerce.number().int().min(1).max(2000).default(1000),
    }),
  },
  responses: answers(topologyReach, 'Things nearest first, and the relations among them.'),
})

const sources = createRoute({
  method: 'get',
  path: '/api/v1/topology/sources',
  tags,
  summary: 'Who told of the estate',
  request: { query: scopeQuery },
  responses: answers(topologySources, 'Sources, those with most first.'),
})

/** Reading the topology. */
export function topologyRoutes(database: Database): OpenAPIHono {
  const router = createRouter()
  router.openapi(whole, async (c) => {
    const { scope, around, hops, source, limit } = c.req.valid('query')
    const view =
      source !== undefined
        ? await topologySaidBy(database, scope, source, limit)
        : around?.length
          ? await topologyAround(database, scope, around, hops, limit)
          : await wholeTopology(database, scope, limit)
    return c.json(view, 200)
  })
  router.openapi(search, async (c) => {
    const { scope, q, limit } = c.req.valid('query')
    return c.json({ items: await findEntities(database, { scope, q, limit }) }, 200)
  })
  router.openapi(overview, async (c) => {
    const { scope, limit } = c.req.valid('query')
    return c.json(await readOverview(database, scope, limit), 200)
  })
  router.openapi(reach, async (c) => {
    const { scope, entity, hops, limit } = c.req.valid('query')
    return c.json(await readReach(database, scope, entity, hops, limit), 200)
  })
  router.openapi(sources, async (c) => {
    return c.json(await readSources(database, c.req.valid('query').scope), 200)
  })
  return router
}
