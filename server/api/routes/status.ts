import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { type Status, status } from '../../../schema/api/status.ts'
import { answers, createRouter } from '../router.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/status',
  tags: ['Barograph'],
  summary: 'How Barograph itself is',
  responses: answers(status, 'Its version, roles, log, lag, problems, scopes and sources.'),
})

/** How Barograph itself is. */
export function statusRoutes(readStatus: () => Promise<Status>): OpenAPIHono {
  const router = createRouter()
  router.openapi(route, async (c) => c.json(await readStatus(), 200))
  return router
}
