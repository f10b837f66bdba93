import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { z } from 'zod'
import { DatabaseError } from '../../ingest/database/database.ts'
import { LogUnavailableError, RecordTooLargeError } from '../../ingest/log/log.ts'
import { type Problem, ProblemError } from '../../schema/problem.ts'
import type { Logger } from '../logger.ts'
import { CursorError } from '../query/cursor.ts'

const RETRY_AFTER_SECONDS = '5'
const MAX_ERRORS = 20

/** Answers a problem document. */
export function sendProblem(c: Context, problem: Problem, headers: Record<string, string> = {}): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  c.header('content-type', 'application/problem+json')
  // Hono wants a literal status that may have a body; the status of a problem is 4xx or 5xx, or 202.
  return c.body(JSON.stringify(problem), problem.status as 400)
}

/** Turns whatever a handler threw into a problem document; only faults of ours become a 500, and are logged. */
export function problemOf(error: unknown, logger: Logger, method: string): ProblemError {
  if (error instanceof ProblemError) return error
  if (error instanceof CursorError) {
    return new ProblemError(400, 'Invalid request', error.message, {
      errors: [{ path: 'cursor', message: error.message }],
    })
  }
  if (error instanceof HTTPException)
    return new ProblemError(error.status, titleOf(error.status), error.message)
  if (error instanceof RecordTooLargeError) return new ProblemError(413, 'Too large', error.message)
  const headers = { 'retry-after': RETRY_AFTER_SECONDS }
  if (error instanceof LogUnavailableError) {
    const detail = 'nothing was done, because the log cannot be written now; try again later'
    return new ProblemError(503, 'Log unavailable', detail, { headers })
  }
  // A pattern may be sound and yet too large for the database's own engine of regular expressions.
  if (error instanceof DatabaseError && /CANNOT_COMPILE_REGEXP|cannot compile re2/i.test(error.message)) {
    const message = 'a regular expression is too large; repeat less in it'
    // Only matchers have expressions, and in a query these stand in `filter`.
    const errors = method === 'GET' ? [{ path: 'filter', message }] : [{ path: 'matchers', message }]
    return new ProblemError(400, 'Invalid request', message, { errors })
  }
  if (error instanceof DatabaseError) {
    logger.warn({ err: error }, 'a query failed')
    const detail = error.unavailable
      ? 'the database cannot be reached now; try again later'
      : 'the query failed or took too long; ask for less: a scope, a shorter range or a smaller limit'
    return new ProblemError(503, 'Database unavailable', detail, { headers })
  }
  logger.error({ err: error }, 'a request failed by a fault of ours')
  return new ProblemError(500, 'Internal error', 'this is a fault of ours; the log of the server says more')
}

function titleOf(status: number): string {
  if (status === 413) return 'Too large'
  if (status === 415) return 'Unsupported media type'
  return status < 500 ? 'Invalid request' : 'Internal error'
}

/** The problem of a request whose `target` (query, body, ...) is not as described, naming the fields. */
export function invalid(target: string, error: z.ZodError | z.core.$ZodError): ProblemError {
  const errors = error.issues.slice(0, MAX_ERRORS).map((issue) => ({
    path: issue.path.map(String).join('.') || (target === 'json' ? 'body' : target),
    message: issue.message,
  }))
  const [first] = errors
  return new ProblemError(400, 'Invalid request', first && `${first.path}: ${first.message}`, { errors })
}

/** The problem of something that does not exist. */
export function notFound(what: string, id: string): ProblemError {
  return new ProblemError(404, 'Not found', `there is no ${what} ${JSON.stringify(id.slice(0, 128))}`)
}
