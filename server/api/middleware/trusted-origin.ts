import { isIP } from 'node:net'
import type { MiddlewareHandler } from 'hono'
import { ProblemError } from '../../../schema/problem.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '::1']

/** Whether an address to listen on can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/**
 * Refuses requests that a foreign web page makes a browser send: those that name a host that is not ours (DNS
 * rebinding) and those whose Origin is another one (cross-site requests). `host` is the address listened on;
 * where that is every address, any IP address may be named, as no name can be rebound then.
 */
export function trustedOrigin(host: string, allowedHosts: string[]): MiddlewareHandler {
  const names = new Set([...LOOPBACK, host, ...allowedHosts].map((name) => bare(name)))
  const anyAddress = host === '0.0.0.0' || host === '::'
  return async (c, next) => {
    const url = new URL(c.req.url)
    const named = hostName(c.req.header('host') ?? url.host)
    if (named === undefined || !(names.has(named) || (anyAddress && isIP(named) !== 0))) {
      const detail = `the Host header names ${JSON.stringify((named ?? '').slice(0, 128))}; list it in ALLOWED_HOSTS if it is this server`
      throw new ProblemError(403, 'Foreign host', detail)
    }
    const origin = c.req.header('origin')
    if (origin !== undefined && originHost(origin) !== (c.req.header('host') ?? url.host).toLowerCase()) {
      throw new ProblemError(403, 'Foreign origin', 'requests from other web pages are refused')
    }
    const site = c.req.header('sec-fetch-site')
    const crossSite = site === 'cross-site' || site === 'same-site'
    if (crossSite && c.req.header('sec-fetch-mode') !== 'navigate') {
      throw new ProblemError(403, 'Foreign origin', 'requests from other web pages are refused')
    }
    await next()
  }
}

/** The host name of a Host header without its port, lower case; undefined when it is none. */
function hostName(header: string): string | undefined {
  const found = /^(\[[0-9a-f:.]+\]|[^:[\]/?#@\s]+)(:\d{1,5})?$/i.exec(header)
  return found?.[1] && bare(found[1])
}

function bare(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
