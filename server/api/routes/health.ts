import { Hono } from 'hono'
import { ProblemError } from '../../../schema/problem.ts'
import { faultOf } from '../../roles/readiness.ts'
import type { ReadinessCheck } from '../options.ts'

/** Whether the process lives (`/healthz`) and whether its parts can be used (`/readyz`). */
export function healthRoutes(ready: ReadinessCheck[]): Hono {
  const router = new Hono()
  router.get('/healthz', (c) => c.json({ alive: true }))
  router.get('/readyz', async (c) => {
    const checks = await Promise.all(
      ready.map(async (check) => ({ path: check.part, message: await faultOf(check) })),
    )
    const errors = checks.flatMap(({ path, message }) => (message === undefined ? [] : [{ path, message }]))
    if (errors.length > 0) {
      throw new ProblemError(503, 'Not ready', errors.map(({ path }) => path).join(', '), { errors })
    }
    return c.json({ ready: true })
  })
  return router
}
