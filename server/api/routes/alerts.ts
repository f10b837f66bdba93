import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Database } from '../../../ingest/database/database.ts'
import { alert, alertDetail } from '../../../schema/api/alert.ts'
import { alertFacets, alertField, labelNames } from '../../../schema/api/alert-facets.ts'
import { pageOf } from '../../../schema/api/list.ts'
import {
  inOrder,
  listQuery,
  queryList,
  queryText,
  rangeQuery,
  scopeQuery,
} from '../../../schema/api/query.ts'
import { MatcherSyntaxError, parseMatchers } from '../../../schema/matcher.ts'
import { ALERT_HELD_BY, SUPPRESSION_KINDS } from '../../../schema/records/held-by.ts'
import { severity } from '../../../schema/severity.ts'
import { alertAcknowledgement } from '../../query/alert-acknowledgement.ts'
import { alertFacets as readFacets } from '../../query/alert-facets.ts'
import { alertOrder } from '../../query/alert-order.ts'
import { findAlert } from '../../query/find-alert.ts'
import { labelNames as readNames } from '../../query/label-names.ts'
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

/** Which alerts. */
const filterQuery = rangeQuery.extend({
  status: queryList(z.enum(['firing', 'acknowledged', 'resolved'])),
  severity: queryList(severity),
  service: queryList(queryText),
  incident: queryText.optional(),
  entity: queryText.optional(),
  source: queryList(queryText),
  heldBy: queryText
    .optional()
    .meta({ description: 'Id of the silence, the maintenance or the alert that holds them back.' }),
  held: queryList(z.enum([...SUPPRESSION_KINDS, 'nothing'])),
  suppressedBy: queryList(z.enum(ALERT_HELD_BY)).meta({
    description:
      'What held back the event that opened them, as /api/v1/noise counts it; from and to then say when that was.',
  }),
  q: queryText.optional().meta({ description: 'Text in the name, summary, service, entity or id.' }),
  filter: matcherFilter,
})

const list = createRoute({
  method: 'get',
  path: '/api/v1/alerts',
  tags,
  summary: 'Alerts, the one that began last first unless another order is asked for',
  request: {
    query: inOrder(listQuery.extend(filterQuery.shape).extend({ order: alertOrder.default('newest') })),
  },
  responses: answers(pageOf(alert), 'A page of alerts; from and to select by overlap with their life.'),
})

/** How many names or values to answer, and what they must contain. */
const topQuery = {
  top: z.coerce.number().int().min(1).max(200).default(10),
  search: queryText.optional().meta({ description: 'Only those that contain this text.' }),
}

const facets = createRoute({
  method: 'get',
  path: '/api/v1/alerts/facets',
  tags,
  summary: 'How many alerts match, and how many have each value of some labels and fields',
  request: {
    query: inOrder(
      filterQuery.extend({
        fields: queryList(alertField),
        labels: queryList(z.string().min(1).max(512)).pipe(z.array(z.string()).max(20).optional()),
        ...topQuery,
      }),
    ),
  },
  responses: answers(alertFacets, 'The counts, the most frequent values first.'),
})

const names = createRoute({
  method: 'get',
  path: '/api/v1/alerts/labels',
  tags,
  summary: 'The names of the labels of the alerts that match',
  request: { query: inOrder(filterQuery.extend(topQuery)) },
  responses: answers(labelNames, 'The most frequent names.'),
})

const one = createRoute({
  method: 'get',
  path: '/api/v1/alerts/{id}',
  tags,
  summary: 'One alert',
  request: { params: z.object({ id: z.string().min(1).max(128) }), query: scopeQuery },
  responses: answers(alertDetail, 'The alert.'),
})

/** Reading alerts. */
export function alertRoutes(database: Database): OpenAPIHono {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { limit, cursor, order, filter: matchers, ...filter } = c.req.valid('query')
    return c.json(await listAlerts(database, { ...filter, matchers }, { limit, cursor }, order), 200)
  })
  router.openapi(facets, async (c) => {
    const { top, search, fields, labels, filter: matchers, ...filter } = c.req.valid('query')
    const request = { fields: [...new Set(fields)], labels: [...new Set(labels)], top, search }
    return c.json(await readFacets(database, { ...filter, matchers }, request), 200)
  })
  router.openapi(names, async (c) => {
    const { top, search, filter: matchers, ...filter } = c.req.valid('query')
    return c.json(await readNames(database, { ...filter, matchers }, { top, search }), 200)
  })
  router.openapi(one, async (c) => {
    const { id } = c.req.valid('param')
    const found = await findAlert(database, id, c.req.valid('query').scope)
    if (!found) throw notFound('alert', id)
    const acknowledgement = await alertAcknowledgement(database, found)
    return c.json({ ...found, ...(acknowledgement && { acknowledgement }) }, 200)
  })
  return router
}
