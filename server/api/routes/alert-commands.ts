import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { alertsRemark, commandAnswer, markNoise } from '../../../schema/api/command.ts'
import { scopeQuery } from '../../../schema/api/query.ts'
import { findAlert } from '../../query/find-alert.ts'
import { lessonsOfCommand } from '../../query/list-lessons.ts'
import { type CommandDesk, DEFAULT_PERSON, giveOrder } from '../command-desk.ts'
import { notFound } from '../problems.ts'
import { answers, createRouter, jsonBody } from '../router.ts'

const remarked = (kind: 'acknowledge' | 'unacknowledge', summary: string) =>
  createRoute({
    method: 'post',
    path: `/api/v1/alerts/${kind}`,
    tags: ['Commands'],
    summary,
    description:
      'For alerts of one scope, in an incident or not. Those that are over are left as they are; it is refused where nothing would change.',
    request: { query: scopeQuery, body: jsonBody(alertsRemark) },
    responses: answers(commandAnswer, 'What it did, with the incidents of these alerts.'),
  })

const routes = [
  { kind: 'acknowledge_alerts' as const, route: remarked('acknowledge', 'Say that you are on some alerts') },
  {
    kind: 'unacknowledge_alerts' as const,
    route: remarked('unacknowledge', 'Say that you are not on some alerts after all'),
  },
]

const noise = createRoute({
  method: 'post',
  path: '/api/v1/alerts/noise',
  tags: ['Commands'],
  summary: 'Say that alerts are noise',
  description:
    'From then on alerts of these names on the same things (or on all things of the same services) may join incidents, but open none, keep none open and make none worse. Critical ones still open incidents, unless one of these is critical. What fires already stays where it is.',
  request: { query: scopeQuery, body: jsonBody(markNoise) },
  responses: answers(commandAnswer, 'What was learned.'),
})

/** Orders about alerts: on the log first, answered when their effect is there to read. */
export function alertCommandRoutes(desk: CommandDesk): OpenAPIHono {
  const router = createRouter()
  for (const { kind, route } of routes) {
    router.openapi(route, async (c) => {
      const { by, alertIds } = c.req.valid('json')
      const [first = ''] = alertIds
      const known = await findAlert(desk.database, first, c.req.valid('query').scope)
      if (!known) throw notFound('alert', first)
      return c.json(await giveOrder(desk, known.scope, by ?? DEFAULT_PERSON, { kind, alertIds }), 200)
    })
  }
  router.openapi(noise, async (c) => {
    const { by, alertIds, on } = c.req.valid('json')
    const [first = ''] = alertIds
    const known = await findAlert(desk.database, first, c.req.valid('query').scope)
    if (!known) throw notFound('alert', first)
    const order = { kind: 'mark_noise' as const, alertIds, on }
    const result = await giveOrder(desk, known.scope, by ?? DEFAULT_PERSON, order)
    return c.json({ ...result, lessons: await lessonsOfCommand(desk.database, result) }, 200)
  })
  return router
}
