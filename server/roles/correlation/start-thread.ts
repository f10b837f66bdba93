import { Worker } from 'node:worker_threads'
import { type BirpcReturn, createBirpc } from 'birpc'
import type { Correlation, CorrelationHost, CorrelationOptions } from './host.ts'
import { memoryOfEntries, type PackedEntries, packEntries } from './packed-entries.ts'
import type { ThreadCalls, ThreadMessage } from './thread.ts'

/** A thread at work and how to call it. */
interface Running {
  worker: Worker
  calls: BirpcReturn<ThreadCalls, CorrelationHost>
}

/**
 * Correlates partitions in a thread of its own, so that what is received, loaded and answered meanwhile does not wait
 * for it, nor it for them. When the thread ends (out of memory, say), its calls reject, `onEnd` is told, and the next
 * call starts a new one, to which nothing is claimed.
 */
export function startCorrelationThread(
  host: CorrelationHost,
  options: CorrelationOptions,
  onEnd: () => void,
): Correlation {
  let running: Running | undefined
  let current = options

  function start(): Running {
    // Built beside this file; sources are not run as threads.
    const worker = new Worker(new URL('./thread.js', import.meta.url), { workerData: current })
    const calls = createBirpc<ThreadCalls, CorrelationHost>(failingPlainly(host), {
      post: (message: ThreadMessage<ThreadCalls>) => worker.postMessage(message, memoryOf(message)),
      on: (take) => worker.on('message', take),
      timeout: -1,
    })
    const started: Running = { worker, calls }
    const end = (error: Error) => {
      if (running === started) running = undefined
      calls.$close(error)
      onEnd()
    }
    worker.once('error', end)
    worker.once('exit', (code) => end(new Error(`the thread that correlates ended with code ${code}`)))
    return started
  }

  const calls = () => {
    running ??= start()
    return running.calls
  }

  return {
    claim: (name, owner) => calls().claim(name, owner),
    take: (name, entries) => calls().take(name, packEntries(entries)),
    tick: (name, elapsedMs) => calls().tick(name, elapsedMs),
    save: (name) => calls().save(name),
    async adopt(settings) {
      // A thread that is yet to start is started with them.
      current = { ...current, settings }
      await running?.calls.adopt(settings)
    },
    release: (name) => calls().release(name),
    async close() {
      await running?.worker.terminate()
    },
  }
}

/** The memory of entries that were packed for the thread alone. */
function memoryOf({ m: method, a: given = [] }: ThreadMessage<ThreadCalls>): ArrayBuffer[] {
  return method === 'take' ? memoryOfEntries(given[1] as PackedEntries) : []
}

function failingPlainly(host: CorrelationHost): CorrelationHost {
  return {
    append: plain(host.append),
    appendFindings: plain(host.appendFindings),
    forward: plain(host.forward),
    partitionsOf: plain(host.partitionsOf),
    loadSnapshot: plain(host.loadSnapshot),
    saveSnapshot: plain(host.saveSnapshot),
  }
}

/** The same, failing with what can be sent to another thread: an error's causes may be anything. */
function plain<A extends unknown[], R>(call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await call(...args)
    } catch (error) {
      throw new Error(error instanceof Error ? error.message : String(error))
    }
  }
}
