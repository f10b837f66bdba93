import type { EachBatchPayload, KafkaMessage } from 'kafkajs'
import { reasonOf } from './kafka-client.ts'
import { HEARTBEAT_MS, keepMembership, type MembershipOptions } from './kafka-membership.ts'
import type { Batch, Consumer, IsUrgent, ReadOptions, StartAt, StoredEntry } from './log.ts'
import { createTurns } from './turns.ts'

/** What a consumer needs besides its membership of a group. */
export interface KafkaConsumerOptions
  extends Pick<MembershipOptions, 'connection' | 'topic' | 'group' | 'monotonic' | 'report'> {
  partitionName(partition: number): string
  /** The partition's first kept offset and its end, as of now. */
  extent(partition: number): Promise<{ start: number; end: number }>
  startAt: StartAt | undefined
  isUrgent: IsUrgent | undefined
  closed(): void
}

/** A partition that this consumer was assigned. */
interface Assigned {
  partition: number
  name: string
  /** Where it begins has been asked; nothing is taken in before. */
  begun: boolean
  /** When that last failed. */
  failedAt: number
  /** Offset of the next record to take in. */
  next: number
  /** `next` is known: it was told where to begin, or records came. */
  isPlaced: boolean
  /** Where kafkajs was last sent back to, for it was ahead. */
  sentBackTo: number | undefined
  queue: StoredEntry[]
  /** Offsets of the urgent records in the queue. */
  urgent: number[]
  /** When records last came, or none were missing. */
  movedAt: number
}

/** How long the brokers are left alone when they could not tell where a partition ends. */
const ASK_AGAIN_MS = 500
const BEGIN_AGAIN_MS = 1_000
const STALLED_MS = 15_000
const LOOK_AGAIN_MS = 5 * 60_000
/** What waits to be read; at most one fetch more. */
const MAX_QUEUED_BYTES = 16_000_000
/** A record's place in memory besides its value, about. */
const BYTES_PER_RECORD = 200

/** A consumer of a Kafka topic: fetches ahead, a bounded amount, and stays in its group however slow its reader is. */
export function kafkaConsumer(options: KafkaConsumerOptions): Consumer {
  const { monotonic, startAt, isUrgent } = options
  let assigned = new Map<number, Assigned>()
  let queuedBytes = 0
  const nextTurn = createTurns()
  let open = true
  const waiters = new Set<() => void>()
  /** Where partitions stood when a new consumer was asked to find more, by number. */
  const foundNoMore = new Map<number, { next: number; end: number; at: number }>()
  const membership = keepMembership({ ...options, joined, left: () => joined([]), records })

  function joined(partitions: number[]): void {
    const fresh = (partition: number): Assigned => {
      return {
        partition,
        name: options.partitionName(partition),
        begun: false,
        failedAt: Number.NEGATIVE_INFINITY,
        next: 0,
        isPlaced: false,
        sentBackTo: undefined,
        queue: [],
        urgent: [],
        movedAt: monotonic(),
      }
    }
    assigned = new Map(partitions.map((partition) => [partition, fresh(partition)]))
    queuedBytes = 0
    notify()
  }

  function notify(): void {
    for (const wake of waiters) wake()
    waiters.clear()
  }

  async function changed(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(wake, ms)
      function wake() {
        clearTimeout(timer)
        waiters.delete(wake)
        resolve()
      }
      waiters.add(wake)
    })
  }

  async function records(payload: EachBatchPayload): Promise<void> {
    const { batch, heartbeat, isRunning, isStale, resolveOffset } = payload
    const to = assigned.get(batch.partition)
    const isWanted = () => to && open && isRunning() && !isStale() && assigned.get(batch.partition) === to
    // How long its reader takes is no reason to be thrown out of the group.
    while (to && isWanted() && !(to.begun && queuedBytes < MAX_QUEUED_BYTES)) {
      await changed(HEARTBEAT_MS / 2)
      await heartbeat()
    }
    if (!to || !isWanted() || isAhead(to, batch)) return
    for (const message of batch.messages) {
      const entry = entryOf(message)
      if (entry.offset < to.next) continue
      to.queue.push(entry)
      if (isUrgent?.(entry.value)) to.urgent.push(entry.offset)
      queuedBytes += sizeOf(entry)
    }
    to.next = Math.max(to.next, Number(batch.lastOffset()) + 1)
    to.isPlaced = true
    to.movedAt = monotonic()
    resolveOffset(batch.lastOffset())
    notify()
  }

  /**
   * Whether a batch leaves records out: where a partition changes brokers, kafkajs may forget that it was sent back. It
   * is sent there again; what it brings then is all there is.
   */
  function isAhead(to: Assigned, batch: EachBatchPayload['batch']): boolean {
    // Its types lack where the batch was asked for.
    const { fetchedOffset } = batch as typeof batch & { fetchedOffset: string }
    if (!to.isPlaced || Number(fetchedOffset) <= to.next || to.sentBackTo === to.next) return false
    to.sentBackTo = to.next
    membership.seek(to.partition, to.next)
    return true
  }

  /**
   * Asks where to begin in partitions that are new here, and goes there. Where that fails, it is tried again soon, and
   * the others begin all the same: returns the failures.
   */
  async function begin(): Promise<unknown[]> {
    const failures: unknown[] = []
    for (const one of assigned.values()) {
      if (one.begun || monotonic() - one.failedAt < BEGIN_AGAIN_MS) continue
      try {
        const wanted = await startAt?.(one.name)
        const offset = wanted === undefined ? undefined : await within(one.partition, wanted)
        if (assigned.get(one.partition) !== one) break
        if (offset === 'unknown') continue
        if (offset !== undefined) go(one, offset)
        one.begun = true
        notify()
      } catch (error) {
        one.failedAt = monotonic()
        failures.push(error)
      }
    }
    return failures
  }

  /**
   * What is no longer kept is skipped; a place past the end belongs to records that this log never held. Unknown
   * while the brokers do not answer, which mends itself.
   */
  async function within(partition: number, offset: number): Promise<number | 'unknown'> {
    try {
      const { start, end } = await options.extent(partition)
      return Math.max(start, Math.min(offset, end))
    } catch (error) {
      options.report(
        `Where partition ${partition} begins and ends is unknown (${reasonOf(error)}); asking again.`,
        error,
      )
      return 'unknown'
    }
  }

  function go(to: Assigned, offset: number): void {
    for (const entry of to.queue) queuedBytes -= sizeOf(entry)
    to.queue = []
    to.urgent = []
    to.next = offset
    to.isPlaced = true
    to.sentBackTo = undefined
    to.movedAt = monotonic()
    membership.seek(to.partition, offset)
  }

  /** kafkajs now and then stops fetching a partition without a word, and goes on with its heartbeats. */
  async function watch(): Promise<void> {
    for (const one of assigned.values()) {
      if (!one.begun || one.queue.length > 0 || monotonic() - one.movedAt < STALLED_MS) continue
      one.movedAt = monotonic()
      const extent = await options.extent(one.partition).catch(() => undefined)
      if (!extent || assigned.get(one.partition) !== one || one.queue.length > 0) continue
      const known = foundNoMore.get(one.partition)
      // A new consumer did not find more either: it is most likely the end of another's transaction.
      const isSame = known?.next === one.next && known.end === extent.end
      if (isSame && monotonic() - known.at < LOOK_AGAIN_MS) continue
      if (extent.end > Math.max(one.next, extent.start)) {
        foundNoMore.set(one.partition, { next: one.next, end: extent.end, at: monotonic() })
        membership.renew(
          `nothing of partition ${one.partition} came for ${STALLED_MS} ms, though it holds more`,
        )
        return
      }
    }
  }

  /** Records of the partition whose turn it is, of those that have some. */
  function take({ maxRecords, maxBytes }: ReadOptions): Batch | undefined {
    const waiting = [...assigned.values()].filter(({ queue }) => queue.length > 0)
    const turn = nextTurn(waiting.map(({ partition, urgent }) => ({ partition, urgent: urgent.length > 0 })))
    const one = turn === undefined ? undefined : assigned.get(turn)
    if (!one) return undefined
    let bytes = 0
    let count = 0
    for (const { value } of one.queue) {
      bytes += value.length
      if (count > 0 && (count >= maxRecords || bytes > maxBytes)) break
      count++
    }
    const entries = one.queue.splice(0, count)
    for (const entry of entries) queuedBytes -= sizeOf(entry)
    const last = entries.at(-1)?.offset ?? -1
    one.urgent = one.urgent.filter((offset) => offset > last)
    notify()
    return { partition: one.name, entries }
  }

  const named = (name: string) => [...assigned.values()].find((one) => one.name === name && one.begun)

  return {
    async read(how) {
      const deadline = monotonic() + how.waitMs
      while (open) {
        const failures = await begin()
        await watch()
        const batch = open ? take(how) : undefined
        if (failures.length > 0 && batch) {
          const message = `A partition cannot begin (${reasonOf(failures[0])}); the others go on.`
          options.report(message, failures[0])
        }
        if (batch) return batch
        if (failures.length > 0) throw failures[0]
        const left = deadline - monotonic()
        if (left <= 0) return undefined
        if (open) await changed(Math.min(left, ASK_AGAIN_MS))
      }
      return undefined
    },
    seek(partition, offset) {
      const one = named(partition)
      if (one) go(one, offset)
      notify()
    },
    holding() {
      if (!open || !membership.isHeld()) return []
      return [...assigned.values()].filter(({ begun }) => begun).map(({ name }) => name)
    },
    async commit(partition, offset) {
      const one = named(partition)
      if (!one) throw new Error(`${partition} is not, or not any more, assigned to this consumer.`)
      await membership.commit(one.partition, offset)
    },
    async close() {
      if (!open) return
      open = false
      notify()
      await membership.close()
      options.closed()
    },
  }
}

function sizeOf({ value }: StoredEntry): number {
  return value.length + BYTES_PER_RECORD
}

function entryOf({ key, value, offset, timestamp }: KafkaMessage): StoredEntry {
  return {
    key: key?.toString() ?? '',
    value: value ?? new Uint8Array(),
    offset: Number(offset),
    appendedAt: Number(timestamp),
  }
}
