import { Hono } from 'hono'
import type { ApiOptions } from '../options.ts'
import { problemOf } from '../problems.ts'
import { alertmanagerAlertRoutes } from './alert-routes.ts'
import { AlertmanagerError } from './error.ts'
import { alertmanagerSilenceRoutes } from './silence-routes.ts'

/**
 * The reading side and the silences of the Alertmanager API v2, with its form of errors. Without `?scope=` they
 * are about the default scope, as what Prometheus posts is.
 */
export function alertmanagerRoutes(options: ApiOptions): Hono {
  const router = new Hono()
  router.route('/', alertmanagerAlertRoutes(options))
  router.route('/', alertmanagerSilenceRoutes(options))
  router.onError((error, c) => {
    // Hono wants a literal status that has a body; every status here is one.
    if (error instanceof AlertmanagerError) return c.json(error.body, error.status as 400)
    const { problem, headers } = problemOf(error, options.logger, c.req.method)
    for (const [name, value] of Object.entries(headers)) c.header(name, value)
    return c.json(problem.detail ?? problem.title, problem.status as 400)
  })
  return router
}
