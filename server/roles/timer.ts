import type { Logger } from '../logger.ts'

/** Does something again and again, one at a time, until stopped; failures are logged. */
export function every(ms: number, work: () => Promise<unknown>, logger: Logger): { stop(): void } {
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    work()
      .catch((error: unknown) => logger.warn({ error }, 'a recurring task failed'))
      .finally(() => {
        busy = false
      })
  }, ms)
  return { stop: () => clearInterval(timer) }
}
