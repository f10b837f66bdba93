import { parentPort, workerData } from 'node:worker_threads'
import { createBirpc } from 'birpc'
import { createCorrelation } from './correlation.ts'
import type { Correlation, CorrelationHost, CorrelationOptions } from './host.ts'
import { type PackedEntries, unpackEntries } from './packed-entries.ts'

/** A correlation as it is called from another thread. */
export interface ThreadCalls extends Omit<Correlation, 'take' | 'close'> {
  take(partition: string, entries: PackedEntries): ReturnType<Correlation['take']>
}

const port = parentPort
if (!port) throw new Error('this is the entry of a worker thread')

const host = createBirpc<CorrelationHost, ThreadCalls>(
  {
    claim: (name, owner) => correlation.claim(name, owner),
    take: (name, entries) => correlation.take(name, unpackEntries(entries)),
    tick: (name, elapsedMs) => correlation.tick(name, elapsedMs),
    save: (name) => correlation.save(name),
    adopt: (settings) => correlation.adopt(settings),
    release: (name) => correlation.release(name),
  },
  {
    post: (message: { m?: keyof CorrelationHost; a?: unknown[] }) =>
      port.postMessage(message, message.m === 'saveSnapshot' ? memoryOf(message.a) : []),
    on: (take) => port.on('message', take),
    timeout: -1,
  },
)

/** The memory of a snapshot, to be handed over: it is large, and nobody needs it here any more. */
function memoryOf([, snapshot]: unknown[] = []): ArrayBuffer[] {
  const { bytes } = snapshot as Parameters<CorrelationHost['saveSnapshot']>[1]
  const whole = bytes.byteLength === bytes.buffer.byteLength
  return whole && bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : []
}

// What the thread was started with, by startCorrelationThread.
const correlation = createCorrelation(host, workerData as CorrelationOptions)
