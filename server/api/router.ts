import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import type { Context, TypedResponse } from 'hono'
import type { z } from 'zod'
import { problem } from '../../schema/problem.ts'
import { invalid } from './problems.ts'

/** A set of routes whose requests are checked by the schemas that document them; `getPath` says by which path. */
export function createRouter(options: { getPath?: (request: Request) => string } = {}): OpenAPIHono {
  return new OpenAPIHono({
    ...options,
    defaultHook: (result) => {
      if (!result.success) throw invalid(result.target, result.error)
    },
  })
}

/** The documented answers of a route: `schema` with 200, and problems. */
export function answers<T extends z.ZodType>(schema: T, description: string) {
  return {
    200: { description, content: { 'application/json': { schema } } },
    default: {
      description: 'What is wrong, as an RFC 9457 problem document.',
      content: { 'application/problem+json': { schema: problem } },
    },
  } satisfies RouteConfig['responses']
}

/** A JSON body; `required` false lets a request without one pass as an empty object. */
export function jsonBody<T extends z.ZodType>(schema: T, required = true) {
  return { required, content: { 'application/json': { schema } } }
}

/** Answers with 200 what is JSON already, of the shape that the route documents. */
export function sendJson<T>(c: Context, json: string): Response & TypedResponse<T, 200, 'json'> {
  const response = c.body(json, 200, { 'content-type': 'application/json' })
  // Hono's types know JSON only of what it writes itself.
  return response as unknown as Response & TypedResponse<T, 200, 'json'>
}
