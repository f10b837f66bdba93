import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { sameToken } from '../../../ingest/receive/same-token.ts'
import { ProblemError } from '../../../schema/problem.ts'
import { createSessions, SESSION_COOKIE } from '../sessions.ts'
import { authorise, needOf, requireTokens } from './authorise.ts'

const tokens = { ingest: 'ingest-secret', admin: 'admin-secret' }
const sessions = createSessions(tokens.admin, () => 1000)

async function status(method: string, path: string, headers: Record<string, string>, given: object = tokens) {
  const app = new Hono()
  app.onError((error, c) => c.text('', error instanceof ProblemError ? (error.problem.status as 401) : 500))
  app.use(authorise(given, sessions))
  app.all('*', (c) => c.text('ok'))
  return (await app.request(path, { method, headers })).status
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const basic = (token: string) => ({
  authorization: `Basic ${Buffer.from(`user:${token}`).toString('base64')}`,
})

describe('needOf', () => {
  it.each([
    ['GET', '/healthz', 'nothing'],
    ['GET', '/', 'nothing'],
    ['GET', '/incidents/INC-1', 'nothing'],
    ['GET', '/assets/app.js', 'nothing'],
    ['POST', '/api/v1/session', 'nothing'],
    ['POST', '/api/v1/alerts', 'ingest'],
    ['GET', '/api/v1/alerts', 'admin'],
    ['POST', '/api/v2/alerts', 'ingest'],
    ['POST', '/api/v2/silences', 'admin'],
    ['POST', '/v2/enqueue', 'ingest'],
    ['POST', '/v1/metrics', 'ingest'],
    ['POST', '/webhooks/grafana', 'ingest'],
    ['POST', '/api/v1/incidents/x/resolve', 'admin'],
    ['POST', '/api/v1/demo', 'admin'],
    ['GET', '/api/v1/stream', 'admin'],
    ['GET', '/api/openapi.json', 'admin'],
    ['GET', '/metrics', 'admin'],
  ])('%s %s needs %s', (method, path, need) => {
    expect(needOf(method, path)).toBe(need)
  })
})

describe('authorise', () => {
  it('asks for the token that a route needs; the admin token opens all', async () => {
    expect(await status('POST', '/api/v1/alerts', {})).toBe(401)
    expect(await status('POST', '/api/v1/alerts', bearer('wrong'))).toBe(401)
    expect(await status('POST', '/api/v1/alerts', bearer(tokens.ingest))).toBe(200)
    expect(await status('POST', '/api/v1/alerts', basic(tokens.ingest))).toBe(200)
    expect(await status('POST', '/api/v1/alerts', bearer(tokens.admin))).toBe(200)
    expect(await status('GET', '/api/v1/incidents', {})).toBe(401)
    expect(await status('GET', '/api/v1/incidents', bearer(tokens.ingest))).toBe(401)
    expect(await status('GET', '/api/v1/incidents', bearer(tokens.admin))).toBe(200)
    expect(await status('GET', '/healthz', {})).toBe(200)
  })

  it('asks for nothing where no token is set', async () => {
    expect(await status('GET', '/api/v1/incidents', {}, {})).toBe(200)
    expect(await status('POST', '/api/v1/alerts', {}, { ingest: 'x' })).toBe(401)
    expect(await status('GET', '/api/v1/incidents', {}, { ingest: 'x' })).toBe(200)
  })

  it('takes the cookie of a session until it ends, and none that was made up', async () => {
    const cookie = (value: string | undefined) => ({ cookie: `${SESSION_COOKIE}=${value}` })
    const mine = sessions.open()
    expect(await status('GET', '/api/v1/incidents', cookie(mine))).toBe(200)
    const [end, proof] = mine?.split('.') ?? []
    expect(await status('GET', '/api/v1/incidents', cookie(`${Number(end) + 1}.${proof}`))).toBe(401)
    expect(await status('GET', '/api/v1/incidents', cookie(`${end}.`))).toBe(401)
    expect(createSessions(tokens.admin, () => 10 ** 12).isValid(mine)).toBe(false)
    expect(createSessions('another', () => 1000).isValid(mine)).toBe(false)
    expect(createSessions(undefined, () => 1000).isValid(mine)).toBe(false)
  })
})

describe('requireTokens', () => {
  it('lets loopback be without, and names what is missing elsewhere', () => {
    expect(() => requireTokens('127.0.0.1', {})).not.toThrow()
    expect(() => requireTokens('0.0.0.0', tokens)).not.toThrow()
    expect(() => requireTokens('0.0.0.0', {})).toThrow('INGEST_TOKEN and ADMIN_TOKEN are not set')
    expect(() => requireTokens('baro.example', { ingest: 'x' })).toThrow('ADMIN_TOKEN is not set')
    expect(() => requireTokens('::', { admin: 'x', ingest: '' })).toThrow('INGEST_TOKEN is not set')
  })
})

it('tokens are the same only when they are', () => {
  expect(sameToken('a', 'a')).toBe(true)
  expect(sameToken('a', 'ab')).toBe(false)
  expect(sameToken('', 'a')).toBe(false)
  expect(sameToken(undefined, 'a')).toBe(false)
})
