import { parentPort } from 'node:worker_threads'
import { effectOf } from '../../preview/effect.ts'
import type { PastInput } from '../../preview/replay.ts'
import type { Trial } from '../../preview/trial.ts'

/** What the thread is told: pages of the past, then, once, what to compare on them. */
export type PreviewMessage = { page: readonly PastInput[] } | { asItWas: Trial; instead: Trial }

const port = parentPort
if (!port) throw new Error('this is the entry of a worker thread')

const past: PastInput[] = []
port.on('message', (message: PreviewMessage) => {
  if ('page' in message) for (const input of message.page) past.push(input)
  else port.postMessage(effectOf(past, message.asItWas, message.instead))
})
