import { type Effect, effectOf } from '../../preview/effect.ts'
import type { PastInput } from '../../preview/replay.ts'
import type { Trial } from '../../preview/trial.ts'

/** Two trials to be compared on a stretch of the past, which comes in pages. */
export interface PreviewJob {
  asItWas: Trial
  instead: Trial
  past: AsyncIterable<readonly PastInput[]>
  /** Ends it early; then it rejects. */
  signal: AbortSignal
}

/** Tells what another trial would have made of the past. Rejects when it is ended early or runs out of memory. */
export type Previewer = (job: PreviewJob) => Promise<Effect>

/** Does it in this thread, which meanwhile does nothing else. */
export const previewHere: Previewer = async ({ asItWas, instead, past, signal }) => {
  const inputs: PastInput[] = []
  for await (const page of past) inputs.push(...page)
  signal.throwIfAborted()
  return effectOf(inputs, asItWas, instead)
}
