declare global {
  interface Window {
    /** What `first.js` asked for while the program was on its way, by address. */
    firstAnswers?: Map<string, Promise<Response>>
  }
}

/** An answer that was asked for before the program was there, once; undefined where it was not. */
export function takeFirstAnswer(url: string, signal?: AbortSignal | null): Promise<Response> | undefined {
  const answer = globalThis.window?.firstAnswers?.get(url)
  if (!answer) return undefined
  window.firstAnswers?.delete(url)
  if (!signal) return answer
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  return Promise.race([answer, aborted])
}
