import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Database } from '../../../ingest/database/database.ts'
import { alert, eventView } from '../../../schema/api/alert.ts'
import {
  historyEntry,
  type Incident,
  incident,
  incidentTraces,
  nearMissView,
  similarIncident,
} from '../../../schema/api/incident.ts'
import { type Page, pageOf } from '../../../schema/api/list.ts'
import {
  inOrder,
  listQuery,
  pageQuery,
  queryFlag,
  queryList,
  queryText,
  rangeQuery,
  scopeQuery,
} from '../../../schema/api/query.ts'
import { severity } from '../../../schema/severity.ts'
import { findIncidentJson, findIncidentRow } from '../../query/find-incident.ts'
import { incidentHistory } from '../../query/incident-history.ts'
import type { IncidentRow } from '../../query/incident-row.ts'
import { incidentTraces as readTraces } from '../../query/incident-traces.ts'
import { listAlerts } from '../../query/list-alerts.ts'
import { listEvents } from '../../query/list-events.ts'
import { listIncidents } from '../../query/list-incidents.ts'
import { nearMisses } from '../../query/near-misses.ts'
import { givenOrLastDay } from '../../query/range.ts'
import { similarIncidents } from '../../query/similar-incidents.ts'
import { notFound } from '../problems.ts'
import { answers, createRouter, sendJson } from '../router.ts'

/** The path parameter of one incident. */
export const incidentPath = z.object({ id: z.string().min(1).max(128) })

const tags = ['Incidents']

const list = createRoute({
  method: 'get',
  path: '/api/v1/incidents',
  tags,
  summary: 'Incidents, the one that began last first',
  request: {
    query: inOrder(
      listQuery.extend({
        status: queryList(z.enum(['open', 'acknowledged', 'resolved', 'merged'])).meta({
          description: 'Without it all but merged.',
        }),
        severity: queryList(severity),
        service: queryList(queryText),
        entity: queryText
          .optional()
          .meta({ description: 'A thing that is the likeliest cause, or that one of the alerts is on.' }),
        q: queryText.optional().meta({ description: 'Text in the title, the services or the id.' }),
        links: queryFlag.default(true).meta({ description: '0 leaves the links out.' }),
        suspects: z.coerce
          .number()
          .int()
          .min(0)
          .max(100)
          .default(100)
          .meta({ description: 'At most so many causes, and so many changes, of each.' }),
      }),
    ),
  },
  responses: answers(pageOf(incident), 'A page of incidents; from and to select by overlap with their life.'),
})

const traces = createRoute({
  method: 'get',
  path: '/api/v1/incident-traces',
  tags,
  summary: 'How many events a few incidents had over time',
  request: {
    query: inOrder(
      rangeQuery.extend({
        ids: queryList(incidentPath.shape.id).meta({ description: 'At most 50 incidents.' }),
        points: z.coerce.number().int().min(1).max(200).default(60),
      }),
    ),
  },
  responses: answers(
    incidentTraces,
    'Events in each part of the range, of every incident asked for; without a range the 24 h up to the newest event.',
  ),
})

const one = createRoute({
  method: 'get',
  path: '/api/v1/incidents/{id}',
  tags,
  summary: 'One incident',
  request: { params: incidentPath, query: scopeQuery },
  responses: answers(incident, 'The incident; a merged one says where it went.'),
})

const alertsOf = createRoute({
  method: 'get',
  path: '/api/v1/incidents/{id}/alerts',
  tags,
  summary: 'Its alerts',
  request: { params: incidentPath, query: pageQuery },
  responses: answers(pageOf(alert), 'A page of its alerts, the one that began last first.'),
})

const eventsOf = createRoute({
  method: 'get',
  path: '/api/v1/incidents/{id}/events',
  tags,
  summary: 'The raw events behind it',
  request: { params: incidentPath, query: inOrder(listQuery) },
  responses: answers(pageOf(eventView), 'A page of its events, the newest first.'),
})

const missesOf = createRoute({
  method: 'get',
  path: '/api/v1/incidents/{id}/near-misses',
  tags,
  summary: 'Alerts left out though close, with why',
  request: { params: incidentPath, query: pageQuery },
  responses: answers(pageOf(nearMissView), 'Near misses, the closest first.'),
})

const similarTo = createRoute({
  method: 'get',
  path: '/api/v1/incidents/{id}/similar',
  tags,
  summary: 'Past incidents like it and how they ended',
  request: { params: incidentPath, query: pageQuery },
  responses: answers(pageOf(similarIncident), 'Similar incidents, the most alike first.'),
})

const historyOf = createRoute({
  method: 'get',
  path: '/api/v1/incidents/{id}/history',
  tags,
  summary: 'What people and agents did',
  request: { params: incidentPath, query: pageQuery },
  responses: answers(pageOf(historyEntry), 'What was ordered and what came of it, the first first.'),
})

/** Reading incidents. */
export function incidentRoutes(database: Database, clock: () => number): OpenAPIHono {
  const known = async (id: string, scope?: string): Promise<IncidentRow> => {
    const row = await findIncidentRow(database, id, scope)
    if (!row) throw notFound('incident', id)
    return row
  }
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { limit, cursor, links, suspects, ...filter } = c.req.valid('query')
    const json = await listIncidents(database, filter, { limit, cursor, withLinks: links, suspects })
    return sendJson<Page<Incident>>(c, json)
  })
  router.openapi(traces, async (c) => {
    const { ids = [], points, scope, ...asked } = c.req.valid('query')
    const range = await givenOrLastDay(database, { scope, ...asked }, clock())
    return c.json(await readTraces(database, { scope, ids: [...new Set(ids)], points }, range), 200)
  })
  router.openapi(one, async (c) => {
    const { id } = c.req.valid('param')
    const found = await findIncidentJson(database, id, c.req.valid('query').scope)
    if (found === undefined) throw notFound('incident', id)
    return sendJson<Incident>(c, found)
  })
  router.openapi(alertsOf, async (c) => {
    const { limit, cursor, scope } = c.req.valid('query')
    const row = await known(c.req.valid('param').id, scope)
    const filter = { scope: row.scope, incident: row.id }
    return c.json(await listAlerts(database, filter, { limit, cursor }), 200)
  })
  router.openapi(eventsOf, async (c) => {
    const { limit, cursor, scope, from, to } = c.req.valid('query')
    const row = await known(c.req.valid('param').id, scope)
    const filter = { scope: row.scope, incident: row.id, from, to }
    return c.json(await listEvents(database, filter, { limit, cursor }), 200)
  })
  router.openapi(missesOf, async (c) => {
    const { scope, limit } = c.req.valid('query')
    const row = await known(c.req.valid('param').id, scope)
    return c.json({ items: (await nearMisses(database, row)).slice(0, limit) }, 200)
  })
  router.openapi(similarTo, async (c) => {
    const { scope, limit } = c.req.valid('query')
    const row = await known(c.req.valid('param').id, scope)
    return c.json({ items: (await similarIncidents(database, row)).slice(0, limit) }, 200)
  })
  router.openapi(historyOf, async (c) => {
    const { scope, limit } = c.req.valid('query')
    const row = await known(c.req.valid('param').id, scope)
    return c.json({ items: (await incidentHistory(database, row)).slice(0, limit) }, 200)
  })
  return router
}
