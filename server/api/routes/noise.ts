import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Database } from '../../../ingest/database/database.ts'
import { noise } from '../../../schema/api/figures.ts'
import { corrections, noiseWeeks, noisiest } from '../../../schema/api/noise.ts'
import { inOrder, rangeQuery } from '../../../schema/api/query.ts'
import { corrections as readCorrections } from '../../query/corrections.ts'
import { noise as readNoise } from '../../query/noise.ts'
import { noiseWeeks as readWeeks } from '../../query/noise-weeks.ts'
import { noisiest as readNoisiest } from '../../query/noisiest.ts'
import { givenOrLastDay } from '../../query/range.ts'
import { answers, createRouter } from '../router.ts'

const tags = ['Figures']
const request = { query: inOrder(rangeQuery) }

const noiseRoute = createRoute({
  method: 'get',
  path: '/api/v1/noise',
  tags,
  summary: 'What became of the events',
  request,
  responses: answers(
    noise,
    'Counts; without a range those of the 24 h up to the newest event or correction.',
  ),
})

const correctionsRoute = createRoute({
  method: 'get',
  path: '/api/v1/noise/corrections',
  tags,
  summary: 'What people corrected: false and missed merges',
  request,
  responses: answers(corrections, 'The last 50 corrections, and rates with their 95 % intervals.'),
})

const noisiestRoute = createRoute({
  method: 'get',
  path: '/api/v1/noise/noisiest',
  tags,
  summary: 'The noisiest rules or entities, each with a change tried on its past',
  request: {
    query: inOrder(
      rangeQuery.extend({
        by: z.enum(['rule', 'entity']).default('rule'),
        limit: z.coerce.number().int().min(1).max(50).default(12),
      }),
    ),
  },
  responses: answers(
    noisiest,
    'Those with most alerts first; changes are tried on the newest 30,000 alerts.',
  ),
})

const weeksRoute = createRoute({
  method: 'get',
  path: '/api/v1/noise/weeks',
  tags,
  summary: 'What became of the events, week by week',
  request: {
    query: rangeQuery
      .pick({ scope: true, to: true })
      .extend({ weeks: z.coerce.number().int().min(1).max(53).default(8) }),
  },
  responses: answers(noiseWeeks, 'Weeks from Monday 00:00 UTC, the last of them up to `to`.'),
})

/** Reading what became of the events, where the grouping was wrong, and what could be quieter. */
export function noiseRoutes(database: Database, clock: () => number): OpenAPIHono {
  const router = createRouter()
  router.openapi(noiseRoute, async (c) => {
    const asked = c.req.valid('query')
    const range = await givenOrLastDay(database, asked, clock())
    return c.json(await readNoise(database, asked.scope, range), 200)
  })
  router.openapi(correctionsRoute, async (c) => {
    const asked = c.req.valid('query')
    const range = await givenOrLastDay(database, asked, clock())
    return c.json(await readCorrections(database, asked.scope, range), 200)
  })
  router.openapi(noisiestRoute, async (c) => {
    const { by, limit, ...asked } = c.req.valid('query')
    const range = await givenOrLastDay(database, asked, clock())
    return c.json(await readNoisiest(database, asked.scope, range, by, limit), 200)
  })
  router.openapi(weeksRoute, async (c) => {
    const { weeks, ...asked } = c.req.valid('query')
    const { to } = await givenOrLastDay(database, asked, clock())
    return c.json(await readWeeks(database, asked.scope, to, weeks), 200)
  })
  return router
}
