import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { ProblemError } from '../../../schema/problem.ts'
import { requestsBound } from './requests-bound.ts'

test('more than 200 queries and commands at once are refused, until some are answered', async () => {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const app = new Hono()
  app.onError(
    (error) => new Response(null, error instanceof ProblemError ? { status: 429 } : { status: 500 }),
  )
  app.use(requestsBound())
  app.get('/api/v1/slow', async (c) => {
    await opened
    return c.text('done')
  })
  app.post('/api/v1/alerts', (c) => c.text('taken in'))
  app.get('/api/v1/status', (c) => c.text('busy'))

  const inHand = Array.from({ length: 200 }, () => app.request('/api/v1/slow'))
  expect((await app.request('/api/v1/slow')).status).toBe(429)
  expect((await app.request('/api/v1/alerts', { method: 'POST' })).status).toBe(200)
  expect((await app.request('/api/v1/status')).status).toBe(200)
  open()
  for (const answer of inHand) expect((await answer).status).toBe(200)
  expect((await app.request('/api/v1/slow')).status).toBe(200)
})
