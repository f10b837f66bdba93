import { parentPort } from 'node:worker_threads'
import type { CorrelationSettings } from '../../../schema/settings/correlation.ts'
import { effectOf } from '../../preview/effect.ts'
import type { PastInput } from '../../preview/replay.ts'

/** What the thread is told: pages of the past, then, once, the settings to compare on them. */
export type PreviewMessage =
  | { page: readonly PastInput[] }
  | { inForce: CorrelationSettings; others: CorrelationSettings }

const port = parentPort
if (!port) throw new Error('this is the entry of a worker thread')

const past: PastInput[] = []
port.on('message', (message: PreviewMessage) => {
  if ('page' in message) for (const input of message.page) past.push(input)
  else port.postMessage(effectOf(past, message.inForce, message.others))
})
