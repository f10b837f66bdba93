import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Database } from '../../../ingest/database/database.ts'
import { alert } from '../../../schema/api/alert.ts'
import { pageOf } from '../../../schema/api/list.ts'
import { inOrder, listQuery, queryList, queryText, scopeQuery } from '../../../schema/api/query.ts'
import { MatcherSyntaxError, parseMatchers } from '../../../schema/matcher.ts'
import { severity } from '../../../schema/severity.ts'
import { findAlert } from '../../query/find-alert.ts'
import { listAlerts } from '../../query/list-alerts.ts'
import { notFound } from '../problems.ts'
import { answers, createRouter } from '../router.ts'

const tags = ['Alerts']

/** Label matchers in Alertmanager's syntax, the parameter repeated or with commas inside. */
const matcherFilter = z
  .preprocess(
    (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
    z.array(queryText).max(20),
  )
  .transform((texts, context) => {
    try {
      return texts.flatMap(parseMatchers)
    } catch (error) {
      if (!(error instanceof MatcherSyntaxError)) throw error
      context.addIssue({ code: 'custom', message: error.message })
      return z.NEVER
    }
  })
  .meta({
    type: 'array',
    items: { type: 'string' },
    description: 'Label matchers, as Alertmanager writes them.',
  })

const list = createRoute({
  method: 'get',
  path: '/api/v1/alerts',
  tags,
  summary: 'Alerts, the one that began last first',
  request: {
    query: inOrder(
      listQuery.extend({
        status: queryList(z.enum(['firing', 'acknowledged', 'resolved'])),
        severity: queryList(severity),
        service: queryList(queryText),
        incident: queryText.optional(),
        entity: queryText.optional(),
        heldBy: queryText.optional().meta({
          description: 'Id of the silence, the maintenance or the alert that holds them back.',
        }),
        q: queryText.optional().meta({ description: 'Text in the name, summary, service, entity or id.' }),
        filter: matcherFilter,
      }),
    ),
  },
  responses: answers(pageOf(alert), 'A page of alerts; from and to select by overlap with their life.'),
})

const one = createRoute({
  method: 'get',
  path: '/api/v1/alerts/{id}',
  tags,
  summary: 'One alert',
  request: { params: z.object({ id: z.string().min(1).max(128) }), query: scopeQuery },
  responses: answers(alert, 'The alert.'),
})

/** Reading alerts. */
export function alertRoutes(database: Database): OpenAPIHono {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { limit, cursor, filter: matchers, ...filter } = c.req.valid('query')
    return c.json(await listAlerts(database, { ...filter, matchers }, { limit, cursor }), 200)
  })
  router.openapi(one, async (c) => {
    const { id } = c.req.valid('param')
    const found = await findAlert(database, id, c.req.valid('query').scope)
    if (!found) throw notFound('alert', id)
    return c.json(found, 200)
  })
  return router
}
