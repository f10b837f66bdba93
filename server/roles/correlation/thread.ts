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
    release: (name) => correlation.release(name),
  },
  { post: (message) => port.postMessage(message), on: (take) => port.on('message', take), timeout: -1 },
)
// What the thread was started with, by startCorrelationThread.
const correlation = createCorrelation(host, workerData as CorrelationOptions)
