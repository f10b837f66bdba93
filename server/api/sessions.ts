import { createHmac, timingSafeEqual } from 'node:crypto'

/** The cookie that stands for the admin token in a browser, which cannot send headers with an EventSource. */
export const SESSION_COOKIE = 'barograph_session'

/** How long a session lasts, in seconds. */
export const SESSION_SECONDS = 7 * 86_400

/** Sessions of people in a browser. They need no store: a session is its end and a proof that we set it. */
export interface Sessions {
  /** A new session's cookie value; undefined when there is no admin token to stand for. */
  open(): string | undefined
  isValid(cookie: string | undefined): boolean
}

/** Sessions that end with `adminToken`: another one makes all of them invalid. */
export function createSessions(adminToken: string | undefined, clock: () => number): Sessions {
  const proof = (token: string, end: string) =>
    createHmac('sha256', token).update(`session ${end}`).digest('hex')
  return {
    open() {
      if (adminToken === undefined) return undefined
      const end = String(clock() + SESSION_SECONDS * 1000)
      return `${end}.${proof(adminToken, end)}`
    },
    isValid(cookie) {
      const [end, given] = cookie?.split('.', 2) ?? []
      if (adminToken === undefined || !end || !given || !(Number(end) > clock())) return false
      const wanted = Buffer.from(proof(adminToken, end))
      const sent = Buffer.from(given)
      return sent.length === wanted.length && timingSafeEqual(sent, wanted)
    },
  }
}
