import { setTimeout as delay } from 'node:timers/promises'
import type { Consumer, EachBatchPayload, RequestEvent } from 'kafkajs'
import { type KafkaConnection, kafkaClient, type Report, reasonOf } from './kafka-client.ts'
import { withDeadline } from './kafka-deadline.ts'
import { createLease } from './kafka-lease.ts'

/** What a membership needs. */
export interface MembershipOptions {
  connection: KafkaConnection
  topic: string
  group: string
  /** Milliseconds that only go forward. */
  monotonic: () => number
  report: Report
  /** These partitions are ours from now on, and no others. */
  joined(partitions: number[]): void
  /** No partition is certainly ours any more. */
  left(): void
  /** Records of one partition; the next come when this resolves. It has to heartbeat while it waits. */
  records(payload: EachBatchPayload): Promise<void>
}

/** A place in a consumer group, kept through crashes and rebalances until it is closed. */
export interface Membership {
  /** Whether the brokers confirmed it so lately that no other can have taken its place. */
  isHeld(): boolean
  /** Gives kafkajs's consumer up for a reason that only its user can see; a new one joins. */
  renew(reason: string): void
  /** The next fetch of this partition begins at `offset`. */
  seek(partition: number, offset: number): void
  /** Rejects when the membership is not, or does not stay, the same until the brokers confirmed the commit. */
  commit(partition: number, offset: number): Promise<void>
  close(): Promise<void>
}

/** A member that is silent for this long loses its partitions: how long a killed one is waited for. */
export const SESSION_MS = 6_000
/** How often a member speaks up. */
export const HEARTBEAT_MS = 1_000
const LEASE_MS = SESSION_MS / 2
/** How long a rebalance waits for a member that is busy. */
const REBALANCE_MS = 15_000
/** kafkajs times its heartbeats by the wall clock and is silent for an hour when that is set back by one. */
const GIVEN_UP_AFTER_MS = REBALANCE_MS + 2 * SESSION_MS
/**
 * kafkajs leaves partitions out that had no leader when it looked (a broker that was fenced for a moment), and looks
 * again only when its knowledge is this old: five minutes, left to itself.
 */
const METADATA_MAX_AGE_MS = 5_000
const MAX_FETCH_BYTES = 4_000_000
const MAX_FETCH_BYTES_PER_PARTITION = 1_000_000
const FETCH_WAIT_MS = 250
const COMMIT_DEADLINE_MS = 5_000
const FIRST_PAUSE_MS = 100
const LAST_PAUSE_MS = 5_000
const CLOSE_MS = 3_000
/** Kafka's numbers of the requests that begin a rearrangement and hand out partitions, and of the heartbeat. */
const JOIN_GROUP = 11
const SYNC_GROUP = 14
const HEARTBEAT = 12
/** One may have been on its way when the rearrangement began. */
const MOST_STRAY_HEARTBEATS = 1

interface Session {
  consumer: Consumer
  /** Grows with every rebalance; 0 before the first. */
  generation: number
  /** It knows its partitions: it joined, and nothing was rearranged since. */
  isJoined: boolean
  /** Heartbeats that the brokers took since it did not. */
  strayHeartbeats: number
  /** When the brokers last confirmed the membership; before that, when it was begun. */
  confirmedAt: number
  giveUp(reason: Error): void
}

/** Joins the group and stays in it: whatever ends kafkajs's consumer, a new one takes its place. */
export function keepMembership(options: MembershipOptions): Membership {
  const { connection, topic, group, monotonic, report } = options
  const lease = createLease(monotonic, LEASE_MS)
  const closing = new AbortController()
  let current: Session | undefined

  function leave(session: Session): void {
    session.isJoined = false
    session.strayHeartbeats = 0
    lease.end()
    options.left()
  }

  function listen(session: Session): Promise<unknown> {
    const { consumer } = session
    const { REQUEST, HEARTBEAT: BEAT, GROUP_JOIN, REBALANCING, CRASH } = consumer.events
    const isCurrent = () => current === session
    consumer.on(REQUEST, ({ payload: { apiKey, duration, pendingDuration } }: RequestEvent) => {
      if (!isCurrent()) return
      if (apiKey === HEARTBEAT || apiKey === SYNC_GROUP) lease.answered(duration + pendingDuration)
      if (apiKey === JOIN_GROUP && session.isJoined) leave(session)
    })
    consumer.on(BEAT, () => {
      if (!isCurrent()) return
      if (session.isJoined) {
        lease.confirm()
        session.confirmedAt = monotonic()
      } else if (++session.strayHeartbeats > MOST_STRAY_HEARTBEATS) {
        // When the answer with its partitions gets lost, kafkajs goes on with those that it had before.
        session.giveUp(new Error('the brokers count on it, but it does not know its partitions'))
      }
    })
    consumer.on(GROUP_JOIN, ({ payload }) => {
      if (!isCurrent()) return
      session.generation++
      session.isJoined = true
      lease.confirm()
      session.confirmedAt = monotonic()
      options.joined(payload.memberAssignment[topic] ?? [])
    })
    consumer.on(REBALANCING, () => {
      if (isCurrent()) leave(session)
    })
    return new Promise((resolve) => {
      consumer.on(CRASH, ({ payload }) => resolve(payload.error))
    })
  }

  async function start({ consumer }: Session): Promise<void> {
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: options.records })
  }

  /** Returns when nothing was confirmed for so long, joined or joining, that kafkajs must have gone astray. */
  async function silence(session: Session, ended: AbortSignal): Promise<Error> {
    while (monotonic() - session.confirmedAt < GIVEN_UP_AFTER_MS) {
      await delay(HEARTBEAT_MS, undefined, { signal: ended })
    }
    return new Error(`nothing was confirmed for ${GIVEN_UP_AFTER_MS} ms`)
  }

  /** One consumer of kafkajs, from its start to its end. Returns why it ended and whether it had joined. */
  async function runSession(): Promise<{ error: unknown; joined: boolean }> {
    // A client of its own: consumers of one client and group share, and clear, one another's offsets.
    const consumer = kafkaClient(connection).consumer({
      groupId: group,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: REBALANCE_MS,
      metadataMaxAge: METADATA_MAX_AGE_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      maxBytes: MAX_FETCH_BYTES,
      maxBytesPerPartition: MAX_FETCH_BYTES_PER_PARTITION,
      allowAutoTopicCreation: false,
    })
    let giveUp = (_reason: Error) => {}
    const givenUp = new Promise<Error>((resolve) => {
      giveUp = resolve
    })
    const session: Session = {
      consumer,
      generation: 0,
      isJoined: false,
      strayHeartbeats: 0,
      confirmedAt: monotonic(),
      giveUp,
    }
    current = session
    const ended = new AbortController()
    const crashed = listen(session)
    const started = start(session)
    const failed = started.then(
      () => new Promise<never>(() => {}),
      (error: unknown) => error,
    )
    const closed = new Promise<undefined>((resolve) => {
      closing.signal.addEventListener('abort', () => resolve(undefined), { signal: ended.signal })
      if (closing.signal.aborted) resolve(undefined)
    })
    const quiet = silence(session, ended.signal).catch(() => undefined)
    const error = await Promise.race([crashed, failed, closed, quiet, givenUp])
    ended.abort()
    current = undefined
    leave(session)
    // Stopped while it joins, kafkajs's consumer would come to life after its end.
    const tidied = started
      .catch(() => {})
      .then(() => consumer.disconnect())
      .catch(() => {})
    await Promise.race([tidied, delay(CLOSE_MS, undefined, { ref: false })])
    return { error, joined: session.generation > 0 }
  }

  async function supervise(): Promise<void> {
    let pause = FIRST_PAUSE_MS
    while (!closing.signal.aborted) {
      // A client that cannot even be made is trouble like any other.
      const { error, joined } = await runSession().catch((error: unknown) => ({ error, joined: false }))
      if (closing.signal.aborted) return
      report(
        `The reader of group ${group} lost the Kafka brokers (${reasonOf(error)}) and joins again.`,
        error,
      )
      pause = joined ? FIRST_PAUSE_MS : Math.min(2 * pause, LAST_PAUSE_MS)
      await delay(pause, undefined, { signal: closing.signal }).catch(() => {})
    }
  }

  const done = supervise()

  return {
    isHeld: () => current !== undefined && lease.isHeld(),
    renew: (reason) => current?.giveUp(new Error(reason)),
    seek(partition, offset) {
      try {
        current?.consumer.seek({ topic, partition, offset: String(offset) })
      } catch {
        // It is coming to its end, of which we hear later; whoever takes its place is told where to begin.
      }
    },
    async commit(partition, offset) {
      const session = current
      const generation = session?.generation
      if (session && lease.isHeld()) {
        await withDeadline(
          COMMIT_DEADLINE_MS,
          session.consumer.commitOffsets([{ topic, partition, offset: String(offset) }]),
        )
        // kafkajs says nothing when it dropped the commit because it was stopping.
        if (current === session && session.generation === generation) return
      }
      throw new Error(`Group ${group} was rearranged: partition ${partition} may be another reader's by now.`)
    },
    async close() {
      closing.abort()
      await done
    },
  }
}
