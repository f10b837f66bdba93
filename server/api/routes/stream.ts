import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { scopeQuery } from '../../../schema/api/query.ts'
import { ProblemError } from '../../../schema/problem.ts'
import { createRouter } from '../router.ts'
import type { StreamHub } from '../stream/hub.ts'
import { readPlace } from '../stream/place.ts'
import { streamEventKind } from '../stream/stream-event.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/stream',
  tags: ['Stream'],
  summary: 'What changes, as server-sent events',
  description:
    'Events `incident`, `alert`, `change`, `silence` and `status`, each with the item as JSON, and `topology` with how many nodes and edges were told of, sent when it can be read by the other routes. ' +
    'Resumes after `Last-Event-ID`; `reset` says that something was missed, also because the client reads too slowly, and all must be read again.',
  request: {
    query: scopeQuery.extend({
      events: z
        .string()
        .max(100)
        .transform((text) => text.split(','))
        .pipe(z.array(streamEventKind))
        .optional()
        .meta({ description: 'Those wanted, joined by commas; without it all.' }),
    }),
    headers: z.object({ 'last-event-id': z.string().max(4096).optional() }),
  },
  responses: {
    200: { description: 'Events.', content: { 'text/event-stream': { schema: z.string() } } },
  },
})

/** What changes, as server-sent events. */
export function streamRoutes(hub: StreamHub): OpenAPIHono {
  const router = createRouter()
  router.openapi(route, async (c) => {
    const id = c.req.valid('header')['last-event-id']
    const lastSeen = id ? readPlace(id) : undefined
    if (id && !lastSeen) {
      throw new ProblemError(400, 'Invalid request', 'Last-Event-ID is none that this stream gave out', {
        errors: [{ path: 'Last-Event-ID', message: 'must be partition:offset' }],
      })
    }
    const body = await hub.connect(c.req.valid('query'), lastSeen)
    return c.body(body, 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
  })
  return router
}
