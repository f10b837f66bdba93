import { type Place, writePlace } from './place.ts'
import type { StreamEvent } from './stream-event.ts'

/** Bytes that may wait for a client that reads slowly; then it is told to read all again instead. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024
/** Bytes that may wait for all clients together; whoever makes it more is disconnected, and resumes later. */
const MAX_WAITING_FOR_ALL = 64 * 1024 * 1024
/** Bytes handed over to the connection without its asking for them. */
const AHEAD_BYTES = 64 * 1024
/** How soon a client connects again, in milliseconds. */
const RETRY_MS = 1000

const encoder = new TextEncoder()

/** One client of the stream: what it is told waits here until it reads. */
export interface StreamClient {
  readonly body: ReadableStream<Uint8Array>
  /** Tells the events of its scope, with the place up to which all is told then. */
  tell(events: readonly StreamEvent[], place?: Place): void
  /** Keeps the connection alive and moves the place on without an event. */
  beat(place: Place): void
  /** Something is missing that cannot be told any more: it must read all again. */
  reset(): void
  close(reason: string): void
}

/** Bytes that wait for the clients of one hub. */
export interface WaitingRoom {
  bytes: number
}

/** What a client wants to be told of: everything of all scopes, where it does not say. */
export interface Interest {
  scope?: string | undefined
  events?: readonly StreamEvent['event'][] | undefined
}

/** A client of the stream that shares `room`; `onClose` is called once, whoever ended it. */
export function createClient(interest: Interest, room: WaitingRoom, onClose: () => void): StreamClient {
  const waiting: Uint8Array[] = []
  let waitingBytes = 0
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const clear = () => {
    waiting.length = 0
    room.bytes -= waitingBytes
    waitingBytes = 0
  }
  const end = () => {
    if (!controller) return
    controller = undefined
    clear()
    onClose()
  }
  const close = (reason: string) => {
    controller?.enqueue(encoder.encode(`: ${reason}\n\n`))
    controller?.close()
    end()
  }
  const write = (text: string, place?: Place) => {
    if (!controller) return
    let piece = encoder.encode(text)
    if (waiting.length === 0 && (controller.desiredSize ?? 0) > 0) {
      controller.enqueue(piece)
      return
    }
    if (waiting.length > 0 && waitingBytes + piece.byteLength > MAX_WAITING_BYTES) {
      clear()
      piece = encoder.encode(resetAt(place))
    }
    if (room.bytes + piece.byteLength > MAX_WAITING_FOR_ALL) {
      close('too slow, connect again')
      return
    }
    waiting.push(piece)
    waitingBytes += piece.byteLength
    room.bytes += piece.byteLength
  }
  const wants = ({ event, scope }: StreamEvent) =>
    (!interest.scope || !scope || scope === interest.scope) &&
    (!interest.events || interest.events.includes(event))
  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given
      },
      pull(given) {
        const piece = waiting.shift()
        if (!piece) return
        waitingBytes -= piece.byteLength
        room.bytes -= piece.byteLength
        given.enqueue(piece)
      },
      cancel: end,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: AHEAD_BYTES }),
  )
  write(`retry: ${RETRY_MS}\n\n`)
  return {
    body,
    close,
    beat: (place) => write(`: beat\nid: ${writePlace(place)}\n\n`),
    reset: () => write(resetAt(undefined)),
    tell(events, place) {
      const wanted = events.filter(wants)
      const text = wanted.map(({ event, data }, i) => {
        // Only the last one carries the place: after a break before it, all of them are told again.
        const id = place && i === wanted.length - 1 ? `id: ${writePlace(place)}\n` : ''
        return `${id}event: ${event}\ndata: ${data}\n\n`
      })
      if (text.length > 0) write(text.join(''), place)
    },
  }
}

function resetAt(place: Place | undefined): string {
  const id = place ? `id: ${writePlace(place)}\n` : ''
  return `${id}event: reset\ndata: {}\n\n`
}
