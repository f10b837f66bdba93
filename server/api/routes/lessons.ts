import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { commandAnswer, remark, retractLessons } from '../../../schema/api/command.ts'
import { lesson, lessonKind } from '../../../schema/api/lesson.ts'
import { pageOf } from '../../../schema/api/list.ts'
import { pageQuery, queryFlag, queryList, queryText, scopeQuery } from '../../../schema/api/query.ts'
import { findLesson, listLessons } from '../../query/list-lessons.ts'
import { type CommandDesk, DEFAULT_PERSON, giveOrder } from '../command-desk.ts'
import { notFound } from '../problems.ts'
import { answers, createRouter, jsonBody } from '../router.ts'

const list = createRoute({
  method: 'get',
  path: '/api/v1/lessons',
  tags: ['Commands'],
  summary: 'What was learned from people, the last lesson first',
  request: {
    query: pageQuery.extend({
      kind: queryList(lessonKind),
      incident: queryText.optional().meta({ description: 'What was learned from this incident.' }),
      ended: queryFlag
        .default(false)
        .meta({ description: 'Those that hold no more, instead of those in force.' }),
    }),
  },
  responses: answers(pageOf(lesson), 'A page of lessons, each with how often it decided something.'),
})

const retract = createRoute({
  method: 'post',
  path: '/api/v1/lessons/{id}/retract',
  tags: ['Commands'],
  summary: 'Take back what was learned; what it decided is decided anew without it',
  request: {
    params: z.object({ id: z.string().min(1).max(128) }),
    query: scopeQuery,
    body: jsonBody(remark.pick({ by: true }), false),
  },
  responses: answers(lesson, 'The lesson as it is now.'),
})

const retractSeveral = createRoute({
  method: 'post',
  path: '/api/v1/lessons/retract',
  tags: ['Commands'],
  summary: 'Take back several lessons of one scope at once',
  description:
    'Those that hold no more already are left as they are; it is refused where nothing would change.',
  request: { query: scopeQuery, body: jsonBody(retractLessons) },
  responses: answers(commandAnswer, 'What it did, with the incidents that they were learned from.'),
})

/** What was learned from people: reading it, and taking it back. */
export function lessonRoutes(desk: CommandDesk): OpenAPIHono {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid('query')
    return c.json(await listLessons(desk.database, filter, { limit, cursor }), 200)
  })
  router.openapi(retractSeveral, async (c) => {
    const { by, lessonIds } = c.req.valid('json')
    const [first = ''] = lessonIds
    const known = await findLesson(desk.database, first, c.req.valid('query').scope)
    if (!known) throw notFound('lesson', first)
    const order = { kind: 'retract_lessons' as const, lessonIds }
    return c.json(await giveOrder(desk, known.scope, by ?? DEFAULT_PERSON, order), 200)
  })
  router.openapi(retract, async (c) => {
    const { id } = c.req.valid('param')
    const known = await findLesson(desk.database, id, c.req.valid('query').scope)
    if (!known) throw notFound('lesson', id)
    const by = c.req.valid('json').by ?? DEFAULT_PERSON
    await giveOrder(desk, known.scope, by, { kind: 'retract_lesson', lessonId: id })
    return c.json((await findLesson(desk.database, id, known.scope)) ?? known, 200)
  })
  return router
}
