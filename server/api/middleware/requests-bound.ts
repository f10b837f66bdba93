import type { MiddlewareHandler } from 'hono'
import { ProblemError } from '../../../schema/problem.ts'
import { needOf } from './authorise.ts'

/** Queries and commands in hand at once: each may hold an answer of some megabytes, or wait for seconds. */
const MAX_REQUESTS = 200

/** Bounds the queries and commands in hand; what is taken in as data has a bound of its own. */
export function requestsBound(): MiddlewareHandler {
  let inHand = 0
  return async (c, next) => {
    const { path, method } = c.req
    if (!path.startsWith('/api/') || path === '/api/v1/status' || needOf(method, path) === 'ingest')
      return next()
    if (inHand >= MAX_REQUESTS) {
      const detail = `${MAX_REQUESTS} queries and commands are in hand already, and nothing was done; try again in a second`
      throw new ProblemError(429, 'Too much at once', detail, { headers: { 'retry-after': '1' } })
    }
    inHand++
    try {
      await next()
    } finally {
      inHand--
    }
  }
}
