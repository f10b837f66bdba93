import { Worker } from 'node:worker_threads'
import type { Effect } from '../../preview/effect.ts'
import type { PreviewJob } from './previewer.ts'
import type { PreviewMessage } from './thread.ts'

/** What a preview may take; one that needs more fails alone, and says so. */
const MAX_MEGABYTES = 1024

/** Does it in a thread of its own, so that nothing else waits for it. */
export async function previewInThread({ asItWas, instead, past, signal }: PreviewJob): Promise<Effect> {
  // Built beside this file; sources are not run as threads.
  const worker = new Worker(new URL('./thread.js', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MAX_MEGABYTES },
  })
  const tell = (message: PreviewMessage) => worker.postMessage(message)
  try {
    const effect = new Promise<Effect>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('the thread that previews settings ended')))
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    })
    // Whoever waits for it below hears of it.
    effect.catch(() => undefined)
    for await (const page of past) {
      signal.throwIfAborted()
      tell({ page })
    }
    tell({ asItWas, instead })
    return await effect
  } finally {
    await worker.terminate()
  }
}
