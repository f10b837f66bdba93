import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { answers, createRouter } from '../router.ts'

const made = z.object({ name: z.string() }).meta({ id: 'Backup' })

const route = createRoute({
  method: 'post',
  path: '/api/v1/backups',
  tags: ['Barograph'],
  summary: 'Back up the log and the database of this process while it runs',
  responses: answers(
    made,
    "Done: the backup's folder in DATA_DIR/backups. `npm run backup` asks for it and moves it away.",
  ),
})

/** Backups of what lives in this process. */
export function backupRoutes(backUp: () => Promise<{ name: string }>): OpenAPIHono {
  const router = createRouter()
  router.openapi(route, async (c) => c.json(await backUp(), 200))
  return router
}
