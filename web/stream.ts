import { readPiece, type ServerEvent, startReading } from './sse.ts'

/** How the connection is: `broken` since a time, with when it is tried again (epoch milliseconds). */
export type Connection =
  | { state: 'connecting' }
  | { state: 'open' }
  | { state: 'broken'; since: number; retryAt: number }

/** What a stream needs of the world around it. */
export interface StreamOptions {
  url: string
  onEvent: (event: ServerEvent) => void
  /** `open` after a break means that something may have been missed: read again what is shown. */
  onConnection: (connection: Connection) => void
  clock: () => number
  signal: AbortSignal
}

const SILENCE_MS = 45_000
const RETRY_MS = [500, 1000, 2000, 5000, 10_000]

/**
 * Reads server-sent events until `signal` aborts. When the connection breaks, or is silent for 45 s, it connects
 * again after 0.5 to 10 s and resumes by Last-Event-ID. `fetch` is used rather than EventSource, because that one
 * gives up for good on an answer other than 200 and does not say when it will try again.
 */
export async function readStream(options: StreamOptions): Promise<void> {
  let lastId = ''
  let failures = 0
  let since = 0
  options.onConnection({ state: 'connecting' })
  while (!options.signal.aborted) {
    try {
      lastId = await readOnce(options, lastId, () => {
        failures = 0
      })
    } catch (error) {
      lastId = error instanceof BrokenStream ? error.lastId : lastId
    }
    if (options.signal.aborted) return
    if (failures === 0) since = options.clock()
    const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 10_000
    failures += 1
    options.onConnection({ state: 'broken', since, retryAt: options.clock() + wait })
    await pause(wait, options.signal)
  }
}

/** A connection that ended, with the id to resume from. */
class BrokenStream extends Error {
  readonly lastId: string

  constructor(lastId: string) {
    super('The stream of changes broke off.')
    this.lastId = lastId
  }
}

async function readOnce(options: StreamOptions, resumeFrom: string, onOpen: () => void): Promise<string> {
  const silent = new AbortController()
  let timer = setTimeout(() => silent.abort(), SILENCE_MS)
  let state = startReading(resumeFrom)
  try {
    const headers: Record<string, string> = { accept: 'text/event-stream' }
    if (resumeFrom !== '') headers['last-event-id'] = resumeFrom
    const signal = AbortSignal.any([options.signal, silent.signal])
    const response = await fetch(options.url, { headers, signal, cache: 'no-store' })
    if (!response.ok || !response.body) throw new Error(`The stream of changes answered ${response.status}.`)
    onOpen()
    options.onConnection({ state: 'open' })
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return state.lastId
      clearTimeout(timer)
      timer = setTimeout(() => silent.abort(), SILENCE_MS)
      const read = readPiece(state, value)
      state = read.state
      for (const event of read.events) options.onEvent(event)
    }
  } catch {
    throw new BrokenStream(state.lastId)
  } finally {
    clearTimeout(timer)
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}
