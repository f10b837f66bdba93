import { DatabaseError } from './database.ts'

/**
 * Gives an action a signal that ends it after so many seconds, or when `outer` says so. Rejects then, also when the
 * action does not heed the signal: with a DatabaseError that says so when the time was up, else with `outer`'s reason.
 */
export async function within<T>(
  seconds: number,
  outer: AbortSignal | undefined,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted()
  const ending = new AbortController()
  const end = (reason: unknown) => ending.abort(reason)
  const late = () => end(new DatabaseError(`no answer within ${seconds} s`, true))
  const told = () => end(outer?.reason)
  const timer = setTimeout(late, seconds * 1000)
  outer?.addEventListener('abort', told, { once: true })
  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener('abort', () => reject(ending.signal.reason), { once: true })
  })
  try {
    return await Promise.race([ended, action(ending.signal)])
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', told)
  }
}

/**
 * The same pieces, but an error in place of the next one or of the end when the deadline (milliseconds of
 * performance.now) is over: a process that was halted does not complete what it had begun to send.
 */
export async function* before<T>(deadline: number, pieces: AsyncIterable<T>): AsyncGenerator<T> {
  const check = () => {
    if (performance.now() > deadline) throw new DatabaseError('it could not be sent in time', true)
  }
  for await (const piece of pieces) {
    check()
    yield piece
  }
  check()
}
