import type { Demo } from '../api/options.ts'
import type { Logger } from '../logger.ts'

/** A demo that can be started once, and stopped. `play` resolves when it is over. */
export function createDemoSwitch(
  play: (signal: AbortSignal) => Promise<void>,
  logger: Logger,
): Demo & { stop(): void } {
  const aborted = new AbortController()
  let state: ReturnType<Demo['state']> = 'idle'
  return {
    state: () => state,
    async start() {
      if (state === 'running') return
      state = 'running'
      play(aborted.signal)
        .catch((error: unknown) => logger.warn({ error }, 'the demo ended early'))
        .finally(() => {
          state = 'finished'
        })
    },
    stop: () => aborted.abort(),
  }
}
