import { parentPort, workerData } from 'node:worker_threads'
import { createBirpc } from 'birpc'
import { createCorrelation } from './correlation.ts'
import type { Correlation, CorrelationHost, CorrelationOptions } from './host.ts'
import { type PackedEntries, unpackEntries } from './packed-entries.ts'

/** A correlation as it is called from another thread. */
export interface ThreadCalls extends Omit<Correlation, 'take' | 'close'> {
  take(partition: string, entries: PackedEntries): ReturnType<Correlation['take']>
}

/** A message of birpc that calls one of `Methods`, or answers: an answer has no method. */
export interface ThreadMessage<Methods> {
  m?: keyof Methods
  a?: unknown[]
}

type Given<Method extends keyof CorrelationHost> = Parameters<CorrelationHost[Method]>

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
    post: (message: ThreadMessage<CorrelationHost>) => port.postMessage(message, memoryOf(message)),
    on: (take) => port.on('message', take),
    timeout: -1,
  },
)

/** The memory of what is large, to be handed over: nobody needs it here any more. */
function memoryOf({ m: method, a: given = [] }: ThreadMessage<CorrelationHost>): ArrayBuffer[] {
  if (method === 'saveSnapshot') return ownMemory([(given as Given<'saveSnapshot'>)[1].bytes])
  if (method === 'appendFindings') return ownMemory((given as Given<'appendFindings'>)[2].values)
  return []
}

/** The memory of those that have one of their own. */
function ownMemory(pieces: Uint8Array[]): ArrayBuffer[] {
  return pieces.flatMap(({ buffer, byteLength }) =>
    buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? buffer : [],
  )
}

// What the thread was started with, by startCorrelationThread.
const correlation = createCorrelation(host, workerData as CorrelationOptions)
