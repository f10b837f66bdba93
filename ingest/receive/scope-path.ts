import { getPath } from 'hono/utils/url'
import { ProblemError } from '../../schema/problem.ts'

const PREFIX = /^\/scopes\/([^/]+)(?=\/)/

/**
 * The path of a request without `/scopes/NAME` before it, which stands for `?scope=NAME` where a sender can be given a
 * path and no query (Prometheus' `path_prefix`).
 */
export function unscopedPath(request: Request): string {
  return getPath(request).replace(PREFIX, '')
}

/** The scope that the path of a URL begins with; undefined when it has none. Throws ProblemError 400. */
export function scopeInPath(url: string): string | undefined {
  if (!url.includes('/scopes/')) return undefined
  const [, name] = PREFIX.exec(new URL(url).pathname) ?? []
  try {
    return name && decodeURIComponent(name)
  } catch {
    throw new ProblemError(400, 'Invalid scope', 'the scope in the path is not percent-encoded UTF-8', {
      errors: [{ path: 'scope', message: 'not percent-encoded UTF-8' }],
    })
  }
}
