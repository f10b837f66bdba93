import type { Logger } from '../logger.ts'

/** What the heartbeat needs. Times are milliseconds. */
export interface HeartbeatOptions {
  /** Where it goes. It may hold a token, so that it is in no message. */
  url: string
  intervalMs: number
  /** Whether Barograph can see what is going on. */
  sees: () => boolean
  count: (result: 'taken' | 'failed') => void
  /** A clock that never goes back. */
  monotonic: () => number
  logger: Logger
}

const TIMEOUT_MS = 10_000
/** A beat that failed is sent again after this, or after the interval where that is shorter. */
const RETRY_MS = 10_000
/** How soon it is noticed that one is due, or that Barograph can see again. */
const LOOK_EVERY_MS = 1000

/**
 * A dead man's switch of another system hears from us by GET, once in each interval, as long as we can see; when it
 * hears no more, it tells people. Redirects are not followed.
 */
export function startHeartbeat(options: HeartbeatOptions): { stop(): void } {
  const { url, intervalMs, sees, count, monotonic, logger } = options
  const stopping = new AbortController()
  let dueAt = monotonic()
  let busy = false
  const timer = setInterval(() => void look(), Math.min(LOOK_EVERY_MS, intervalMs))

  async function look(): Promise<void> {
    if (busy || monotonic() < dueAt || !sees()) return
    busy = true
    const sentAt = monotonic()
    const fault = await send()
    busy = false
    if (stopping.signal.aborted) return
    dueAt = sentAt + (fault === undefined ? intervalMs : Math.min(RETRY_MS, intervalMs))
    count(fault === undefined ? 'taken' : 'failed')
    if (fault !== undefined) logger.warn({ fault }, 'the heartbeat was not taken')
  }

  /** What went wrong, undefined when it was taken. */
  async function send(): Promise<string | undefined> {
    try {
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(TIMEOUT_MS)])
      const answer = await fetch(url, { redirect: 'manual', signal })
      await answer.body?.cancel()
      return answer.ok ? undefined : `answered ${answer.status}`
    } catch (error) {
      return codeOf(error)
    }
  }

  return {
    stop() {
      stopping.abort()
      clearInterval(timer)
    },
  }
}

/** The kind of a failed request; its message may name the address. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? code : 'no connection'
}
