import { DatabaseError } from './database.ts'

/**
 * Gives an action a signal that ends it after so many seconds, or when `outer` says so. Rejects with a DatabaseError
 * that says so when the time was up.
 */
export async function within<T>(
  seconds: number,
  outer: AbortSignal | undefined,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController()
  let late = false
  const end = () => ending.abort()
  const timer = setTimeout(() => {
    late = true
    end()
  }, seconds * 1000)
  outer?.addEventListener('abort', end, { once: true })
  try {
    return await action(ending.signal)
  } catch (error) {
    if (late) throw new DatabaseError(`no answer within ${seconds} s`, true, error)
    throw error
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', end)
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
