import type { OpenAPIHono } from '@hono/zod-openapi'
import { alertmanagerRoutes } from './alertmanager/routes.ts'
import { createApp } from './create-app.ts'
import { addIncidentGauge, addStageGauges } from './metrics.ts'
import type { ApiOptions } from './options.ts'
import { servePane } from './pane.ts'
import { createPastPreview } from './preview/past-effect.ts'
import { alertCommandRoutes } from './routes/alert-commands.ts'
import { alertRoutes } from './routes/alerts.ts'
import { backupRoutes } from './routes/backups.ts'
import { changeRoutes } from './routes/changes.ts'
import { correlationPreviewRoutes } from './routes/correlation-preview.ts'
import { demoRoutes } from './routes/demo.ts'
import { eventRoutes } from './routes/events.ts'
import { figureRoutes } from './routes/figures.ts'
import { incidentCommandRoutes } from './routes/incident-commands.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { lessonRoutes } from './routes/lessons.ts'
import { maintenanceRoutes } from './routes/maintenance.ts'
import { noiseRoutes } from './routes/noise.ts'
import { rejectRoutes } from './routes/rejects.ts'
import { sessionRoutes } from './routes/session.ts'
import { settingsRoutes } from './routes/settings.ts'
import { silenceRoutes } from './routes/silences.ts'
import { sourceRoutes } from './routes/sources.ts'
import { statusRoutes } from './routes/status.ts'
import { streamRoutes } from './routes/stream.ts'
import { topologyRoutes } from './routes/topology.ts'
import { createSessions } from './sessions.ts'
import { statusReader } from './status.ts'
import { createStreamHub } from './stream/hub.ts'

/** The HTTP side of a process that answers people. */
export interface Api {
  app: OpenAPIHono
  /** Ends the event streams, which else would keep their connections open. */
  close(): Promise<void>
}

/** Puts the API together: queries, commands, the stream and the pane; with the intake's routes in that role. */
export function createApi(options: ApiOptions): Api {
  const { database, clock, tokens } = options
  const sessions = createSessions(tokens.admin, clock)
  const readStatus = statusReader(options)
  // One for both routes: there is one preview at a time.
  const previewPast = createPastPreview(options)
  const hub = createStreamHub({ ...options, readStatus })
  addIncidentGauge(options.metrics.registry, database)
  addStageGauges(options.metrics.registry, options.self.stages)
  const app = createApp(options, sessions)
  app.route('/', incidentRoutes(database, clock))
  app.route('/', incidentCommandRoutes(options))
  app.route('/', alertCommandRoutes(options))
  app.route('/', lessonRoutes(options))
  app.route('/', alertRoutes(database))
  app.route('/', eventRoutes(database))
  app.route('/', changeRoutes(database, clock))
  app.route('/', topologyRoutes(database))
  app.route('/', figureRoutes(database, clock))
  app.route('/', noiseRoutes(database, clock))
  app.route('/', silenceRoutes(options))
  app.route('/', maintenanceRoutes(options))
  app.route('/', settingsRoutes({ ...options, previewPast }))
  app.route('/', correlationPreviewRoutes({ ...options, previewPast }))
  app.route('/', sourceRoutes(database, clock))
  app.route('/', rejectRoutes(options))
  app.route('/', demoRoutes(options.demo))
  if (options.backUp) app.route('/', backupRoutes(options.backUp))
  app.route('/', statusRoutes(readStatus))
  app.route('/', streamRoutes(hub))
  app.route('/', sessionRoutes(tokens, sessions))
  app.route('/', alertmanagerRoutes(options))
  if (options.roles.includes('ingest')) app.route('/', options.intake.app)
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  app.doc31('/api/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Barograph', version: options.version },
    security: [{ bearer: [] }],
  })
  app.use(servePane(options.paneFolder))
  return { app, close: () => hub.close() }
}
