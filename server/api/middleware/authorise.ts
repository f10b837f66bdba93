import type { MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import type { ReceiverEnvironment } from '../../../ingest/receive/receiver.ts'
import { sameToken } from '../../../ingest/receive/same-token.ts'
import { SOURCES } from '../../../ingest/sources/registry.ts'
import { ProblemError } from '../../../schema/problem.ts'
import type { Tokens } from '../options.ts'
import { SESSION_COOKIE, type Sessions } from '../sessions.ts'
import { isLoopback } from './trusted-origin.ts'

/** What a request needs: nothing, a sender's token, or a person's token. */
export type Need = 'nothing' | 'ingest' | 'admin'

const INGEST_API = new Set(
  ['alerts', 'changes', 'topology', 'decisions', 'findings', 'costs', 'write', 'mappings/preview'].map(
    (name) => `/api/v1/${name}`,
  ),
)

/** Where the token may be in the body, which the receiver looks into. */
const TOKEN_IN_BODY = new Set(SOURCES.filter(({ tokenMember }) => tokenMember).map(({ route }) => route))

/** Throws, in words for people, when the address to listen on is open to others and a token is missing. */
export function requireTokens(host: string, tokens: Tokens): void {
  if (isLoopback(host)) return
  const missing = [...(tokens.ingest ? [] : ['INGEST_TOKEN']), ...(tokens.admin ? [] : ['ADMIN_TOKEN'])].join(
    ' and ',
  )
  if (missing === '') return
  throw new Error(
    `HOST is ${host}, which other machines can reach, but ${missing} ${missing.includes(' ') ? 'are' : 'is'} not set. ` +
      'Set both to long random words, or listen on 127.0.0.1.',
  )
}

/** What a request of this method to this path needs. */
export function needOf(method: string, path: string): Need {
  if (path === '/healthz' || path === '/readyz' || path === '/api/v1/session') return 'nothing'
  if (/^\/(webhooks|v1|v2)\//.test(path)) return 'ingest'
  if (method === 'POST' && (path === '/api/v2/alerts' || INGEST_API.has(path))) return 'ingest'
  if (path.startsWith('/api/') || path === '/metrics') return 'admin'
  // The pane's own files; what they show comes from the API.
  return 'nothing'
}

/**
 * Lets a request pass that has the token it needs, as bearer token, as password of basic authentication, or (for
 * people) as session cookie. The admin token may do everything. A token that is not set is not asked for.
 */
export function authorise(tokens: Tokens, sessions: Sessions): MiddlewareHandler<ReceiverEnvironment> {
  return async (c, next) => {
    const need = needOf(c.req.method, c.req.path)
    const wanted = need === 'nothing' ? undefined : tokens[need]
    if (wanted !== undefined) {
      const given = givenToken(c.req.header('authorization'))
      const isAdmin =
        tokens.admin !== undefined &&
        (sameToken(given, tokens.admin) || sessions.isValid(getCookie(c, SESSION_COOKIE)))
      if (!isAdmin && !(need === 'ingest' && sameToken(given, wanted))) {
        if (c.req.method === 'POST' && TOKEN_IN_BODY.has(c.req.path)) {
          c.set('tokenWanted', true)
          return next()
        }
        const name = need === 'ingest' ? 'INGEST_TOKEN' : 'ADMIN_TOKEN'
        throw new ProblemError(401, 'Not authorised', `send the ${name} as "Authorization: Bearer ..."`, {
          headers: { 'www-authenticate': 'Bearer' },
        })
      }
    }
    await next()
  }
}

function givenToken(header: string | undefined): string | undefined {
  const [scheme, value] = header?.split(' ', 2) ?? []
  if (scheme?.toLowerCase() === 'bearer') return value
  if (scheme?.toLowerCase() !== 'basic') return undefined
  return Buffer.from(value ?? '', 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '')
}
