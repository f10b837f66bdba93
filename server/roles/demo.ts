import { ProblemError } from '../../schema/problem.ts'
import type { Demo } from '../api/options.ts'
import type { Logger } from '../logger.ts'

/** A demo that can be stopped. */
export type DemoSwitch = Demo & { stop(): void }

/** A demo that can be started once, and stopped. `play` resolves when it is over. */
export function createDemoSwitch(play: (signal: AbortSignal) => Promise<void>, logger: Logger): DemoSwitch {
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

/** The demo of a process that takes no records in, and so cannot send itself any. */
export const noDemo: DemoSwitch = {
  state: () => 'unavailable',
  start: async () => {
    const detail =
      'this process takes no records in; run `npm run demo -- --url URL` against one that has the role ingest'
    throw new ProblemError(409, 'No demo here', detail)
  },
  stop: () => undefined,
}
