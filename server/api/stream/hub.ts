import { setTimeout as delay } from 'node:timers/promises'
import type { ArrivalDefaults } from '../../../ingest/log/decode-entry.ts'
import type { Log } from '../../../ingest/log/log.ts'
import type { Status } from '../../../schema/api/status.ts'
import { ProblemError } from '../../../schema/problem.ts'
import type { Logger } from '../../logger.ts'
import type { Progress } from '../options.ts'
import { createClient, type Interest, type StreamClient, type WaitingRoom } from './client.ts'
import type { Place } from './place.ts'
import { replay } from './replay.ts'
import { type StreamEvent, toEvents } from './stream-event.ts'

const READ = { maxRecords: 500, maxBytes: 8 * 1024 * 1024, waitMs: 1000 }
const BEAT_MS = 15_000
const STATUS_MS = 5000
const AFTER_FAULT_MS = 1000
/** Clients at once; each takes memory, and time for every event. */
const MAX_CLIENTS = 1000
/** What comes while a client is told what it missed; beyond it, it must read all again. */
const MAX_HELD = 5000

/** What telling clients takes. */
export interface HubOptions {
  log: Log
  arrivalDefaults: ArrivalDefaults
  progress: Progress
  newId: () => string
  readStatus: () => Promise<Status>
  logger: Logger
}

/** Tells every client what is new: one reader of the log for all of them. */
export interface StreamHub {
  /**
   * The event stream of what a new client wants, from now on or from after the place that it saw last. Rejects with ProblemError
   * 429 when there are too many clients.
   */
  connect(interest: Interest, lastSeen: Place | undefined): Promise<ReadableStream<Uint8Array>>
  close(): Promise<void>
}

/** A client, and what is held back from it while it is told what it missed. */
interface Listener {
  client: StreamClient
  held: { events: StreamEvent[]; place: Place }[] | undefined
  /** More came than could be held back. */
  overtaken: boolean
}

/** The hub. It reads the log only while clients are there, and tells nothing that is not in the database yet. */
export function createStreamHub(options: HubOptions): StreamHub {
  const { log, progress, newId, logger } = options
  const listeners = new Set<Listener>()
  const room: WaitingRoom = { bytes: 0 }
  let place = new Map<string, number>()
  let running: Promise<void> | undefined
  const closing = new AbortController()
  let lastStatus = ''

  const wanted = () => !closing.signal.aborted && listeners.size > 0
  const tell = (events: StreamEvent[]) => {
    const now = new Map(place)
    for (const listener of listeners) {
      const { client, held } = listener
      if (!held) client.tell(events, now)
      else if (held.length < MAX_HELD) held.push({ events, place: now })
      else listener.overtaken = true
    }
  }

  const follow = async () => {
    const eventsOf = toEvents(options.arrivalDefaults)
    const consumer = await log.consumer(
      `stream-${newId()}`,
      async (partition) => (place.get(partition) ?? -1) + 1,
    )
    // A read that waits for records ends with its consumer.
    const stop = () => void consumer.close()
    closing.signal.addEventListener('abort', stop)
    try {
      while (wanted()) {
        const batch = await consumer.read(READ)
        for (const entry of batch?.entries ?? []) {
          const partition = batch?.partition ?? ''
          const events = eventsOf(partition, entry)
          if (events.length > 0) await loadedPast(progress, partition, entry.offset, wanted, closing.signal)
          if (!wanted()) return
          place.set(partition, entry.offset)
          if (events.length > 0) tell(events)
        }
      }
    } finally {
      closing.signal.removeEventListener('abort', stop)
      await consumer.close()
    }
  }

  const run = async () => {
    while (wanted()) {
      try {
        await follow()
      } catch (error) {
        logger.warn({ err: error }, 'the stream cannot read the log; it tries again')
        await delay(AFTER_FAULT_MS, undefined, { signal: closing.signal }).catch(() => {})
      }
    }
    // At once, or a client that connects now would have nobody who reads for it.
    running = undefined
  }

  const catchUp = async (listener: Listener, lastSeen: Place, target: Place) => {
    const { client } = listener
    const eventsOf = toEvents(options.arrivalDefaults)
    try {
      const complete = await replay(log, `stream-${newId()}`, lastSeen, target, eventsOf, (events, at) =>
        client.tell(events, at),
      )
      if (!complete) client.reset()
    } catch (error) {
      logger.warn({ err: error }, 'a client of the stream could not be told what it missed')
      client.reset()
    }
    if (listener.overtaken) client.reset()
    else for (const { events, place: at } of listener.held ?? []) client.tell(events, at)
    listener.held = undefined
  }

  const beat = setInterval(() => {
    for (const { client, held } of listeners) if (!held) client.beat(place)
  }, BEAT_MS)
  const watchStatus = setInterval(() => {
    if (!wanted()) return
    options.readStatus().then(
      (status) => {
        const data = JSON.stringify(status)
        if (data !== lastStatus) for (const { client } of listeners) client.tell([{ event: 'status', data }])
        lastStatus = data
      },
      (error: unknown) => logger.warn({ err: error }, 'the stream cannot read the status'),
    )
  }, STATUS_MS)
  beat.unref()
  watchStatus.unref()

  return {
    async connect(interest, lastSeen) {
      if (listeners.size >= MAX_CLIENTS) {
        const detail = `${MAX_CLIENTS} clients are told of changes already; try again later`
        throw new ProblemError(429, 'Too many streams', detail, { headers: { 'retry-after': '5' } })
      }
      const ends = running ? undefined : await log.partitions()
      // Another client may have come first while the ends were read.
      if (!running && ends) place = new Map(ends.map(({ partition, end }) => [partition, end - 1]))
      const listener: Listener = {
        client: createClient(interest, room, () => listeners.delete(listener)),
        held: lastSeen && [],
        overtaken: false,
      }
      listeners.add(listener)
      running ??= run()
      if (lastSeen) void catchUp(listener, lastSeen, new Map(place))
      else listener.client.beat(place)
      return listener.client.body
    },
    async close() {
      closing.abort()
      clearInterval(beat)
      clearInterval(watchStatus)
      for (const { client } of [...listeners]) client.close('the server stops')
      await running
    },
  }
}

/** Waits until an offset is in the database, or nobody wants to know any more. */
async function loadedPast(
  progress: Progress,
  partition: string,
  offset: number,
  wanted: () => boolean,
  closing: AbortSignal,
): Promise<void> {
  let wake = () => {}
  const stop = progress.onLoaded(() => wake())
  const end = () => wake()
  closing.addEventListener('abort', end)
  try {
    while (progress.loadedOffset(partition) <= offset && wanted()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, READ.waitMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  } finally {
    closing.removeEventListener('abort', end)
    stop()
  }
}
