import { useEffect, useState } from 'react'
import type { Drawn } from './drawn.ts'
import type { Places } from './layout.ts'

/** Where the marks stand, laid out in a worker; undefined until they are, or `failed`. `shape` says when they differ. */
export function useLayout(
  drawn: Drawn,
  shape: string,
): { shape: string; places: Places } | 'failed' | undefined {
  const [laid, setLaid] = useState<{ shape: string; places: Places } | 'failed'>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: what fires changes the marks, but not where they stand.
  useEffect(() => {
    const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = (event: MessageEvent<Places>) => setLaid({ shape, places: event.data })
    worker.onerror = () => setLaid('failed')
    worker.postMessage(drawn)
    return () => worker.terminate()
  }, [shape])
  return laid
}
