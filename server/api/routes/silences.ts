import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { pageOf } from '../../../schema/api/list.ts'
import { scopeQuery } from '../../../schema/api/query.ts'
import {
  silenceHistoryEntry,
  silenceInput,
  silencePreview,
  silenceView,
} from '../../../schema/api/silence.ts'
import { type HoldingSilence, listSilences } from '../../query/list-silences.ts'
import { previewSilence } from '../../query/preview-silence.ts'
import { silenceHistory } from '../../query/silence-history.ts'
import { type CommandDesk, DEFAULT_PERSON, giveOrder } from '../command-desk.ts'
import { notFound } from '../problems.ts'
import { answers, createRouter, jsonBody } from '../router.ts'
import { readSilenceInput } from '../silence-input.ts'
import { silenceState, silenceWindow } from '../silence-state.ts'

const tags = ['Silences']
const path = '/api/v1/silences'
const silenceId = z.string().min(1).max(128)

const list = createRoute({
  method: 'get',
  path,
  tags,
  summary: 'Silences, those that end last first',
  request: { query: scopeQuery },
  responses: answers(pageOf(silenceView), 'All silences that are kept.'),
})

const set = createRoute({
  method: 'post',
  path,
  tags,
  summary: 'Set a silence, or with the id of one change it',
  request: { query: scopeQuery, body: jsonBody(silenceInput) },
  responses: answers(silenceView, 'The silence as it is now.'),
})

const preview = createRoute({
  method: 'post',
  path: `${path}/preview`,
  tags,
  summary: 'What a silence would hold back of what fires now',
  request: { query: scopeQuery, body: jsonBody(silenceInput.pick({ matchers: true })) },
  responses: answers(
    silencePreview,
    'Counts, the first 100 alerts, and a warning when it is more than half.',
  ),
})

const expire = createRoute({
  method: 'delete',
  path: `${path}/{id}`,
  tags,
  summary: 'End a silence now',
  request: {
    params: z.object({ id: silenceId }),
    query: scopeQuery.extend({
      by: z.string().trim().min(1).max(256).optional().meta({ description: 'Who ends it; else `operator`.' }),
    }),
  },
  responses: answers(silenceView, 'The silence as it is now.'),
})

const history = createRoute({
  method: 'get',
  path: `${path}/{id}/history`,
  tags,
  summary: 'Who set, changed and ended a silence, the first order first',
  request: { params: z.object({ id: silenceId }), query: scopeQuery },
  responses: answers(pageOf(silenceHistoryEntry), 'What was ordered, and what it was set to.'),
})

/** Reading and setting silences, recurring ones too. */
export function silenceRoutes(desk: CommandDesk & { defaultScope: string }): OpenAPIHono {
  const { database, clock } = desk
  const view = (silence: HoldingSilence) => {
    const now = clock()
    const window = silenceWindow(silence, now)
    return { ...silence, state: silenceState(silence, now), ...(window && { window }) }
  }
  const known = async (id: string, scope: string | undefined) => {
    const [found] = await listSilences(database, { id, scope })
    if (!found) throw notFound('silence', id)
    return found
  }
  const router = createRouter()
  router.openapi(list, async (c) => {
    const items = await listSilences(database, c.req.valid('query'))
    return c.json({ items: items.map(view) }, 200)
  })
  router.openapi(set, async (c) => {
    const input = c.req.valid('json')
    const asked = c.req.valid('query').scope
    const scope = input.id === undefined ? (asked ?? desk.defaultScope) : (await known(input.id, asked)).scope
    const silence = readSilenceInput(input, desk)
    await giveOrder(desk, scope, silence.createdBy, { kind: 'silence_set', silence })
    return c.json(view(await known(silence.id, scope)), 200)
  })
  router.openapi(preview, async (c) => {
    const { matchers } = c.req.valid('json')
    const scope = c.req.valid('query').scope ?? desk.defaultScope
    return c.json(await previewSilence(database, scope, matchers), 200)
  })
  router.openapi(expire, async (c) => {
    const { scope, by } = c.req.valid('query')
    const silence = await known(c.req.valid('param').id, scope)
    await giveOrder(desk, silence.scope, by ?? DEFAULT_PERSON, {
      kind: 'silence_expire',
      silenceId: silence.id,
    })
    return c.json(view(await known(silence.id, silence.scope)), 200)
  })
  router.openapi(history, async (c) => {
    const silence = await known(c.req.valid('param').id, c.req.valid('query').scope)
    return c.json({ items: await silenceHistory(database, silence) }, 200)
  })
  return router
}
