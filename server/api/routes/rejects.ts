import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Database } from '../../../ingest/database/database.ts'
import type { Log } from '../../../ingest/log/log.ts'
import { pageOf } from '../../../schema/api/list.ts'
import { inOrder, listQuery, queryList, queryText, scopeQuery } from '../../../schema/api/query.ts'
import { rejectBody, rejectView, retryAnswer } from '../../../schema/api/reject.ts'
import { encodeRecord } from '../../../schema/records/record.ts'
import type { RejectRecord } from '../../../schema/records/reject.ts'
import { toTimestamp } from '../../../schema/records/time.ts'
import { findReject, listRejects } from '../../query/list-rejects.ts'
import type { Intake } from '../options.ts'
import { notFound } from '../problems.ts'
import { answers, createRouter } from '../router.ts'

const tags = ['Rejects']
const request = { params: z.object({ id: z.string().min(1).max(128) }), query: scopeQuery }

const list = createRoute({
  method: 'get',
  path: '/api/v1/rejects',
  tags,
  summary: 'What could not be understood, the last first',
  request: {
    query: inOrder(
      listQuery.extend({ status: queryList(z.enum(['open', 'retried'])), source: queryList(queryText) }),
    ),
  },
  responses: answers(pageOf(rejectView), 'A page of rejects; from and to are times of arrival.'),
})

const one = createRoute({
  method: 'get',
  path: '/api/v1/rejects/{id}',
  tags,
  summary: 'One of them, with its whole body',
  request,
  responses: answers(rejectBody, 'The reject.'),
})

const retry = createRoute({
  method: 'post',
  path: '/api/v1/rejects/{id}/retry',
  tags,
  summary: 'Send it again the way it came',
  request,
  responses: answers(retryAnswer, 'What its route answered now.'),
})

/** What rejects need besides the database. */
export interface RejectOptions {
  database: Database
  log: Log
  intake: Intake
  clock: () => number
}

/** Reading rejects and sending them again. */
export function rejectRoutes({ database, log, intake, clock }: RejectOptions): OpenAPIHono {
  const known = async (id: string, scope: string | undefined) => {
    const found = await findReject(database, id, scope)
    if (!found) throw notFound('reject', id)
    return found
  }
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid('query')
    return c.json(await listRejects(database, filter, { limit, cursor }), 200)
  })
  router.openapi(one, async (c) => {
    const { view, record } = await known(c.req.valid('param').id, c.req.valid('query').scope)
    const { excerpt: _excerpt, ...fields } = view
    const body = Buffer.from(record.bodyBase64, 'base64').toString('utf8')
    return c.json({ ...fields, body, bodyBase64: record.bodyBase64 }, 200)
  })
  router.openapi(retry, async (c) => {
    const { record } = await known(c.req.valid('param').id, c.req.valid('query').scope)
    const { status, answer } = await intake.redeliver({
      route: record.route,
      contentType: record.contentType,
      body: Buffer.from(record.bodyBase64, 'base64'),
      scope: record.scope,
    })
    const accepted = status >= 200 && status < 300
    if (accepted) {
      const retried: RejectRecord = { ...record, status: 'retried', retriedAt: toTimestamp(clock()) }
      await log.append([{ key: record.scope, value: encodeRecord(retried) }])
    }
    return c.json({ accepted, status, answer: answer ?? null }, 200)
  })
  return router
}
