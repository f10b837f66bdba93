import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { ProblemError } from '../../../schema/problem.ts'
import { needOf } from './authorise.ts'

/** Bytes of a body that is not taken in as data: a command, a silence. */
const MAX_BYTES = 1024 * 1024

/** Bounds the bodies of commands; what is taken in has limits of its own. */
export function bodyBound(): MiddlewareHandler {
  const bound = bodyLimit({
    maxSize: MAX_BYTES,
    onError: () => {
      throw new ProblemError(413, 'Too large', `a body here has at most ${MAX_BYTES} bytes`, {
        errors: [{ path: 'body', message: 'too large' }],
      })
    },
  })
  return (c, next) => (needOf(c.req.method, c.req.path) === 'ingest' ? next() : bound(c, next))
}
