import { Hono } from 'hono'
import { ProblemError } from '../../../schema/problem.ts'
import type { ReadinessCheck } from '../options.ts'

/** A part that does not answer within this is not usable. */
const PATIENCE_MS = 3000

/** Whether the process lives (`/healthz`) and whether its parts can be used (`/readyz`). */
export function healthRoutes(ready: ReadinessCheck[]): Hono {
  const router = new Hono()
  router.get('/healthz', (c) => c.json({ alive: true }))
  router.get('/readyz', async (c) => {
    const checks = await Promise.all(ready.map(({ part, check }) => fault(part, check)))
    const errors = checks.filter((check) => check !== undefined)
    if (errors.length > 0) {
      throw new ProblemError(503, 'Not ready', errors.map(({ path }) => path).join(', '), { errors })
    }
    return c.json({ ready: true })
  })
  return router
}

async function fault(part: string, check: () => Promise<void>) {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS)
  })
  try {
    await Promise.race([check(), late])
    return undefined
  } catch (error) {
    return { path: part, message: error instanceof Error ? error.message : 'cannot be used' }
  } finally {
    clearTimeout(timer)
  }
}
