import type { OpenAPIHono } from '@hono/zod-openapi'
import { compress } from 'hono/compress'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { alertmanagerRoutes } from './alertmanager/routes.ts'
import { addGauges } from './metrics.ts'
import { authorise } from './middleware/authorise.ts'
import { bodyBound } from './middleware/body-bound.ts'
import { securityHeaders } from './middleware/security-headers.ts'
import { trustedOrigin } from './middleware/trusted-origin.ts'
import type { ApiOptions } from './options.ts'
import { servePane } from './pane.ts'
import { problemOf, sendProblem } from './problems.ts'
import { createRouter } from './router.ts'
import { alertRoutes } from './routes/alerts.ts'
import { changeRoutes } from './routes/changes.ts'
import { demoRoutes } from './routes/demo.ts'
import { eventRoutes } from './routes/events.ts'
import { figureRoutes } from './routes/figures.ts'
import { healthRoutes } from './routes/health.ts'
import { incidentCommandRoutes } from './routes/incident-commands.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { rejectRoutes } from './routes/rejects.ts'
import { sessionRoutes } from './routes/session.ts'
import { silenceRoutes } from './routes/silences.ts'
import { statusRoutes } from './routes/status.ts'
import { streamRoutes } from './routes/stream.ts'
import { topologyRoutes } from './routes/topology.ts'
import { createSessions } from './sessions.ts'
import { statusReader } from './status.ts'
import { createStreamHub } from './stream/hub.ts'

/** The HTTP side of Barograph. */
export interface Api {
  /** Answers requests; it includes the intake's routes. */
  app: OpenAPIHono
  /** Ends the event streams, which else would keep their connections open. */
  close(): Promise<void>
}

/** Puts the API together: what every request passes first, then the routes. */
export function createApi(options: ApiOptions): Api {
  const { database, logger, clock, tokens, metrics } = options
  const sessions = createSessions(tokens.admin, clock)
  const readStatus = statusReader(options)
  const hub = createStreamHub({ ...options, readStatus })
  addGauges(metrics.registry, options.lag, database)

  const app = createRouter()
  app.onError((error, c) => {
    const { problem, headers, members } = problemOf(error, logger)
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
  app.use(authorise(tokens, sessions))
  app.use(bodyBound())
  app.use(compress())
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

  app.route('/', incidentRoutes(database))
  app.route('/', incidentCommandRoutes(options))
  app.route('/', alertRoutes(database))
  app.route('/', eventRoutes(database))
  app.route('/', changeRoutes(database))
  app.route('/', topologyRoutes(database))
  app.route('/', figureRoutes(database, clock))
  app.route('/', silenceRoutes(options))
  app.route('/', rejectRoutes(options))
  app.route('/', demoRoutes(options.demo))
  app.route('/', statusRoutes(readStatus))
  app.route('/', streamRoutes(hub))
  app.route('/', sessionRoutes(tokens, sessions))
  app.route('/', healthRoutes(database, options.log))
  app.route('/', alertmanagerRoutes(options))
  app.route('/', options.intake.app)
  app.get('/metrics', async (c) => {
    const text = await metrics.registry.metrics()
    return c.body(text, 200, { 'content-type': metrics.registry.contentType })
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  app.doc31('/api/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Barograph', version: options.version },
    security: [{ bearer: [] }],
  })
  app.use(servePane(options.paneFolder))
  return { app, close: () => hub.close() }
}
