import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import {
  assign,
  commandAnswer,
  comment,
  confirmCause,
  markIncidentNoise,
  merge,
  notPart,
  remark,
  split,
} from '../../../schema/api/command.ts'
import { scopeQuery } from '../../../schema/api/query.ts'
import type { Command } from '../../../schema/records/command.ts'
import { MOST_TYPES_TAUGHT } from '../../../schema/records/lesson.ts'
import { findIncident, findIncidentRow } from '../../query/find-incident.ts'
import { findPastIncident } from '../../query/find-past-incident.ts'
import { firedIn } from '../../query/fired-in.ts'
import { lessonsOfCommand } from '../../query/list-lessons.ts'
import { type CommandDesk, DEFAULT_PERSON, giveOrder } from '../command-desk.ts'
import { notFound } from '../problems.ts'
import { answers, createRouter, jsonBody } from '../router.ts'
import { incidentPath } from './incidents.ts'

const tags = ['Commands']
const answer = answers(commandAnswer, 'What it did, with the incident as it is now.')
const request = { params: incidentPath, query: scopeQuery }

const remarked = (name: string, summary: string, description?: string) =>
  createRoute({
    method: 'post',
    path: `/api/v1/incidents/{id}/${name}`,
    tags,
    summary,
    ...(description !== undefined && { description }),
    request: { ...request, body: jsonBody(remark, false) },
    responses: answer,
  })

const remarkRoutes = [
  { kind: 'acknowledge' as const, route: remarked('acknowledge', 'Say that you are on it') },
  {
    kind: 'unacknowledge' as const,
    route: remarked('unacknowledge', 'Say that you are not on it after all'),
  },
  { kind: 'resolve' as const, route: remarked('resolve', 'Say that it is over') },
  { kind: 'reopen' as const, route: remarked('reopen', 'Say that it is not over') },
  {
    kind: 'keep_together' as const,
    route: remarked(
      'keep-together',
      'Say that it is one fault, where it is said that it may hold two',
      'Two faults are said of it again only of what begins later and can be parted from all that was in it by now. It is a lesson, with which it is taken back.',
    ),
  },
]

const assignRoute = createRoute({
  method: 'post',
  path: '/api/v1/incidents/{id}/assign',
  tags,
  summary: 'Say who is to see to it',
  request: { ...request, body: jsonBody(assign, false) },
  responses: answer,
})

const confirmCauseRoute = createRoute({
  method: 'post',
  path: '/api/v1/incidents/{id}/confirm-cause',
  tags,
  summary: 'Say what its cause was; causes of later incidents are ranked by that as well',
  request: { ...request, body: jsonBody(confirmCause) },
  responses: answer,
})

const retractCauseRoute = createRoute({
  method: 'post',
  path: '/api/v1/incidents/{id}/retract-cause',
  tags,
  summary: 'Take back what was said of its cause',
  request: { ...request, body: jsonBody(remark, false) },
  responses: answer,
})

const commentRoute = createRoute({
  method: 'post',
  path: '/api/v1/incidents/{id}/comment',
  tags,
  summary: 'Say something about it',
  request: { ...request, body: jsonBody(comment) },
  responses: answer,
})

const mergeRoute = createRoute({
  method: 'post',
  path: '/api/v1/incidents/{id}/merge',
  tags,
  summary: 'Put other incidents into it, or it into another one',
  request: { ...request, body: jsonBody(merge) },
  responses: answer,
})

const splitRoute = createRoute({
  method: 'post',
  path: '/api/v1/incidents/{id}/split',
  tags,
  summary: 'Take alerts out into an incident of their own',
  request: { ...request, body: jsonBody(split) },
  responses: answer,
})

const notPartRoute = createRoute({
  method: 'post',
  path: '/api/v1/incidents/{id}/not-part',
  tags,
  summary: 'Take alerts out that have nothing to do with it, each for itself; later ones like them stay out',
  request: { ...request, body: jsonBody(notPart) },
  responses: answer,
})

const noiseRoute = createRoute({
  method: 'post',
  path: '/api/v1/incidents/{id}/noise',
  tags,
  summary: 'Say that it is noise, with all of its alerts',
  description: `It is resolved, and opened again by what begins later and is not noise. Later alerts like those in it, of ${MOST_TYPES_TAUGHT} types at most, are noise as if they had been marked one by one. It may be over for long.`,
  request: { ...request, body: jsonBody(markIncidentNoise, false) },
  responses: answer,
})

/** What may be learned from. */
const TEACHING: readonly Command['kind'][] = [
  'merge',
  'keep_together',
  'split',
  'not_part',
  'confirm_cause',
  'mark_incident_noise',
]

/** Orders about incidents: on the log first, answered when their effect is there to read. */
export function incidentCommandRoutes(desk: CommandDesk): OpenAPIHono {
  const order = async (
    incidentId: string,
    scope: string | undefined,
    by: string | undefined,
    command: Command,
  ) => {
    const known = await findIncidentRow(desk.database, incidentId, scope)
    if (!known) throw notFound('incident', incidentId)
    const others = command.kind === 'merge' ? [command.incidentId, ...command.incidentIds] : []
    for (const other of others) {
      if (other !== incidentId && !(await findIncidentRow(desk.database, other, known.scope))) {
        throw notFound('incident', other)
      }
    }
    const result = await giveOrder(desk, known.scope, by ?? DEFAULT_PERSON, command)
    const about = 'incidentId' in command ? command.incidentId : incidentId
    const [incident, lessons] = await Promise.all([
      findIncident(desk.database, about, known.scope),
      TEACHING.includes(command.kind) ? lessonsOfCommand(desk.database, result) : undefined,
    ])
    return { ...result, ...(incident && { incident }), ...(lessons && { lessons }) }
  }
  const router = createRouter()
  for (const { kind, route } of remarkRoutes) {
    router.openapi(route, async (c) => {
      const { by, text } = c.req.valid('json')
      const { id } = c.req.valid('param')
      const command = { kind, incidentId: id, ...(text && { text }) }
      return c.json(await order(id, c.req.valid('query').scope, by, command), 200)
    })
  }
  router.openapi(assignRoute, async (c) => {
    const { by, to } = c.req.valid('json')
    const { id } = c.req.valid('param')
    const command = { kind: 'assign' as const, incidentId: id, ...(to !== undefined && { to }) }
    return c.json(await order(id, c.req.valid('query').scope, by, command), 200)
  })
  router.openapi(confirmCauseRoute, async (c) => {
    const { by, entity } = c.req.valid('json')
    const { id } = c.req.valid('param')
    const { scope } = c.req.valid('query')
    const past = await findPastIncident(desk.database, id, scope)
    const command = { kind: 'confirm_cause' as const, incidentId: id, entity, ...(past && { past }) }
    return c.json(await order(id, scope, by, command), 200)
  })
  router.openapi(retractCauseRoute, async (c) => {
    const { id } = c.req.valid('param')
    const { scope } = c.req.valid('query')
    const past = await findPastIncident(desk.database, id, scope)
    const command = { kind: 'retract_cause' as const, incidentId: id, ...(past && { past }) }
    return c.json(await order(id, scope, c.req.valid('json').by, command), 200)
  })
  router.openapi(noiseRoute, async (c) => {
    const { by, on, text } = c.req.valid('json')
    const { id } = c.req.valid('param')
    const { scope } = c.req.valid('query')
    const past = await findPastIncident(desk.database, id, scope)
    const known = past && { past, fired: await firedIn(desk.database, past) }
    const command = {
      kind: 'mark_incident_noise' as const,
      incidentId: id,
      on,
      ...(text && { text }),
      ...known,
    }
    return c.json(await order(id, scope, by, command), 200)
  })
  router.openapi(commentRoute, async (c) => {
    const { by, text } = c.req.valid('json')
    const { id } = c.req.valid('param')
    return c.json(
      await order(id, c.req.valid('query').scope, by, { kind: 'comment', incidentId: id, text }),
      200,
    )
  })
  router.openapi(mergeRoute, async (c) => {
    const body = c.req.valid('json')
    const { id } = c.req.valid('param')
    const undoes = body.undoes && { undoes: body.undoes }
    const command: Command =
      'into' in body
        ? { kind: 'merge', incidentId: body.into, incidentIds: [id], ...undoes }
        : { kind: 'merge', incidentId: id, incidentIds: body.incidentIds, ...undoes }
    return c.json(await order(id, c.req.valid('query').scope, body.by, command), 200)
  })
  router.openapi(splitRoute, async (c) => {
    const { by, alertIds, undoes } = c.req.valid('json')
    const { id } = c.req.valid('param')
    const command = { kind: 'split' as const, incidentId: id, alertIds, ...(undoes && { undoes }) }
    return c.json(await order(id, c.req.valid('query').scope, by, command), 200)
  })
  router.openapi(notPartRoute, async (c) => {
    const { by, alertIds } = c.req.valid('json')
    const { id } = c.req.valid('param')
    const command = { kind: 'not_part' as const, incidentId: id, alertIds }
    return c.json(await order(id, c.req.valid('query').scope, by, command), 200)
  })
  return router
}
