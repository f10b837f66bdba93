import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Demo } from '../options.ts'
import { answers, createRouter } from '../router.ts'

const state = z
  .object({ demo: z.enum(['idle', 'running', 'finished', 'unavailable']) })
  .meta({ id: 'DemoState' })

const route = createRoute({
  method: 'post',
  path: '/api/v1/demo',
  tags: ['Barograph'],
  summary: 'Start the simulated estate in the scope demo',
  responses: answers(state, 'How far it is; it goes on by itself.'),
})

/** Starting the demo. */
export function demoRoutes(demo: Demo): OpenAPIHono {
  const router = createRouter()
  router.openapi(route, async (c) => {
    await demo.start()
    return c.json({ demo: demo.state() }, 200)
  })
  return router
}
