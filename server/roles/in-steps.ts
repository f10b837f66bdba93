import { setImmediate } from 'node:timers/promises'

/** Work in one go between two turns of the event loop. */
const TURN_MS = 10

/** Carries out work step by step, giving the event loop turns, and resolves with what it returns. */
export async function inSteps<T, R>(work: Iterator<T, R>, take: (step: T) => void = () => {}): Promise<R> {
  let began = performance.now()
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    take(step.value)
    if (performance.now() - began < TURN_MS) continue
    await setImmediate()
    began = performance.now()
  }
}
