import { setTimeout as delay } from 'node:timers/promises'

/** One event of the stream. */
export interface Told {
  event: string
  id: string
  // biome-ignore lint/suspicious/noExplicitAny: items of every kind
  data: any
}

/** A client of an event stream. */
export interface EventStream {
  /** The last id that it was told. */
  lastId(): string
  /** The first event told so far that is as asked for; waits for it, at most 10 s. */
  wait(wanted: (told: Told) => boolean): Promise<Told>
  told: Told[]
  close(): void
}

const PATIENCE_MS = 120_000

/** Connects to an event stream, as a browser would, resuming after `lastId` where it is given. */
export async function openEventStream(
  url: string,
  lastId?: string,
  more: Record<string, string> = {},
): Promise<EventStream> {
  const abort = new AbortController()
  const headers = { ...more, ...(lastId !== undefined && { 'last-event-id': lastId }) }
  const response = await fetch(url, { headers, signal: abort.signal })
  if (response.status !== 200 || !response.body) throw new Error(`${url}: ${response.status}`)
  const told: Told[] = []
  let id = ''
  let ended: unknown
  const note = (block: string) => {
    const fields = new Map(
      block
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
    )
    id = fields.get('id') ?? id
    const data = fields.get('data')
    if (data !== undefined) told.push({ event: fields.get('event') ?? '', id, data: JSON.parse(data) })
  }
  const read = async (body: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder()
    let rest = ''
    // The DOM's types do not know that a stream can be iterated over; Node's can.
    for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
      const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) note(block)
    }
    throw new Error('the stream ended')
  }
  read(response.body).catch((error: unknown) => {
    ended = error
  })
  return {
    lastId: () => id,
    told,
    async wait(wanted) {
      for (const deadline = Date.now() + PATIENCE_MS; ; await delay(10)) {
        const found = told.find(wanted)
        if (found) return found
        if (ended) throw ended
        if (Date.now() > deadline) throw new Error(`not told; only ${told.map(({ event }) => event)}`)
      }
    },
    close: () => abort.abort(),
  }
}
