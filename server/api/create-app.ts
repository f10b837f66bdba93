import type { OpenAPIHono } from '@hono/zod-openapi'
import { compress } from 'hono/compress'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { getPath } from 'hono/utils/url'
import { unscopedPath } from '../../ingest/receive/scope-path.ts'
import { addLagGauge } from './metrics.ts'
import { authorise, needOf } from './middleware/authorise.ts'
import { bodyBound } from './middleware/body-bound.ts'
import { compressJson } from './middleware/compress-json.ts'
import { requestsBound } from './middleware/requests-bound.ts'
import { securityHeaders } from './middleware/security-headers.ts'
import { trustedOrigin } from './middleware/trusted-origin.ts'
import type { AppOptions } from './options.ts'
import { problemOf, sendProblem } from './problems.ts'
import { createRouter } from './router.ts'
import { healthRoutes } from './routes/health.ts'
import type { Sessions } from './sessions.ts'

/** Intake takes the scope in the path as well; whatever else is asked there is not found. */
function intakePath(request: Request): string {
  const path = unscopedPath(request)
  return needOf(request.method, path) === 'ingest' ? path : getPath(request)
}

/** What every process serves, whatever its roles: what each request passes first, health and metrics. */
export function createApp(options: AppOptions, sessions: Sessions): OpenAPIHono {
  const { logger, metrics } = options
  addLagGauge(metrics.registry, options.lag)
  const app = createRouter({ getPath: intakePath })
  app.onError((error, c) => {
    const { problem, headers, members } = problemOf(error, logger, c.req.method)
    return sendProblem(c, { ...members, ...problem }, headers)
  })
  app.notFound((c) =>
    sendProblem(c, {
      type: 'about:blank',
      title: 'Not found',
      status: 404,
      detail: `nothing is at ${c.req.path.slice(0, 256)}`,
    }),
  )
  app.use(async (c, next) => {
    const startedAt = performance.now()
    await next()
    const took = performance.now() - startedAt
    metrics.observe('api', took / 1000)
    // Without the query, which may hold what senders think of as a secret.
    logger.debug({ method: c.req.method, path: c.req.path, status: c.res.status, took }, 'request')
  })
  app.use(securityHeaders())
  app.use(trustedOrigin(options.host, options.allowedHosts))
  app.use(authorise(options.tokens, sessions))
  app.use(requestsBound())
  app.use(bodyBound())
  app.use(compress())
  app.use(compressJson())
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) =>
        sendProblem(
          c,
          {
            type: 'about:blank',
            title: 'Method not allowed',
            status: 405,
            detail: `use ${methods.join(' or ')}`,
          },
          { allow: methods.join(', ') },
        ),
    }),
  )

  app.route('/', healthRoutes(options.ready))
  app.get('/metrics', async (c) => {
    const text = await metrics.registry.metrics()
    return c.body(text, 200, { 'content-type': metrics.registry.contentType })
  })
  return app
}
