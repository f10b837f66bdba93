import type { CorrelationSettings } from '../../../schema/settings/correlation.ts'
import { type Effect, effectOf } from '../../preview/effect.ts'
import type { PastInput } from '../../preview/replay.ts'

/** Two settings to be compared on a stretch of the past, which comes in pages. */
export interface PreviewJob {
  inForce: CorrelationSettings
  others: CorrelationSettings
  past: AsyncIterable<readonly PastInput[]>
  /** Ends it early; then it rejects. */
  signal: AbortSignal
}

/** Tells what other settings would have made of the past. Rejects when it is ended early or runs out of memory. */
export type Previewer = (job: PreviewJob) => Promise<Effect>

/** Does it in this thread, which meanwhile does nothing else. */
export const previewHere: Previewer = async ({ inForce, others, past, signal }) => {
  const inputs: PastInput[] = []
  for await (const page of past) inputs.push(...page)
  signal.throwIfAborted()
  return effectOf(inputs, inForce, others)
}
