import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { deleteCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { sameToken } from '../../../ingest/receive/same-token.ts'
import { ProblemError } from '../../../schema/problem.ts'
import type { Tokens } from '../options.ts'
import { answers, createRouter, jsonBody } from '../router.ts'
import { SESSION_COOKIE, SESSION_SECONDS, type Sessions } from '../sessions.ts'

const session = z.object({ signedIn: z.boolean(), needed: z.boolean() }).meta({ id: 'Session' })
const tags = ['Session']
const path = '/api/v1/session'

const signIn = createRoute({
  method: 'post',
  path,
  tags,
  summary: 'Sign a browser in with the admin token',
  request: { body: jsonBody(z.object({ token: z.string().min(1).max(4096) })) },
  responses: answers(session, 'Signed in by a cookie.'),
})

const signOut = createRoute({
  method: 'delete',
  path,
  tags,
  summary: 'Sign the browser out',
  responses: answers(session, 'Signed out.'),
})

/** Signing in and out in a browser, which cannot send a bearer token with an EventSource. */
export function sessionRoutes(tokens: Tokens, sessions: Sessions): OpenAPIHono {
  const needed = tokens.admin !== undefined
  const router = createRouter()
  router.openapi(signIn, (c) => {
    const { token } = c.req.valid('json')
    const cookie = sessions.open()
    if (tokens.admin === undefined || cookie === undefined) return c.json({ signedIn: true, needed }, 200)
    if (!sameToken(token, tokens.admin)) {
      throw new ProblemError(401, 'Not authorised', 'this is not the admin token', {
        errors: [{ path: 'token', message: 'wrong' }],
      })
    }
    setCookie(c, SESSION_COOKIE, cookie, {
      path: '/',
      httpOnly: true,
      sameSite: 'Strict',
      maxAge: SESSION_SECONDS,
      secure: new URL(c.req.url).protocol === 'https:',
    })
    return c.json({ signedIn: true, needed }, 200)
  })
  router.openapi(signOut, (c) => {
    deleteCookie(c, SESSION_COOKIE, { path: '/' })
    return c.json({ signedIn: false, needed }, 200)
  })
  return router
}
