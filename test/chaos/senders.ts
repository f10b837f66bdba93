import { setTimeout as delay } from 'node:timers/promises'
import { type LoadEvent, loadEvent, TOPOLOGY } from '../crash/load.ts'
import type { Client } from '../support/client.ts'

/** The scopes that the load is spread over, so that every partition has some. */
export const SCOPES = ['north', 'east', 'south', 'west', 'centre']

/** Senders that go on until they are told to stop, at most so fast. */
export interface Senders {
  /** External ids that were answered 202, by scope. */
  acknowledged: ReadonlyMap<string, Set<string>>
  /** Nothing more is sent until `resume`; resolves when nothing is on its way. */
  pause(): Promise<void>
  resume(): void
  stop(): Promise<void>
}

const SENDERS = 6
const BATCH = 20
const AFTER_FAILURE_MS = 200

/** Posts the topology of each scope; tries until it is taken. */
export async function postTopology(clients: Client[]): Promise<void> {
  for (const scope of SCOPES) {
    for (let attempt = 0; ; attempt++) {
      const client = pick(clients, attempt)
      const status = await client.post(`/api/v1/topology?scope=${scope}`, TOPOLOGY).then(
        (answer) => answer.status,
        () => 0,
      )
      if (status === 202) break
      await delay(AFTER_FAILURE_MS)
    }
  }
}

/**
 * Sends events of event time `start` (epoch milliseconds) on, about `perSecond` of them. What is not acknowledged is
 * sent again until it is, as a good sender does; every tenth time it is given up, as a bad one does.
 */
export function startSenders(clients: Client[], start: number, perSecond: number): Senders {
  const acknowledged = new Map(SCOPES.map((scope) => [scope, new Set<string>()]))
  let next = 0
  let failures = 0
  let state: 'sending' | 'paused' | 'stopped' = 'sending'
  let onTheirWay = 0
  const spacingMs = (1000 * BATCH * SENDERS) / perSecond

  async function deliver(scope: string, events: LoadEvent[]): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const status = await pick(clients, attempt + next)
        .post(`/api/v1/alerts?scope=${scope}`, events)
        .then(
          (answer) => answer.status,
          () => 0,
        )
      if (status === 202) {
        for (const { externalId } of events) acknowledged.get(scope)?.add(externalId)
        return
      }
      if (++failures % 10 === 0) return
      await delay(AFTER_FAILURE_MS)
    }
  }

  async function sender(): Promise<void> {
    while (state !== 'stopped') {
      const due = performance.now() + spacingMs
      if (state === 'sending') {
        const scope = SCOPES[(next / BATCH) % SCOPES.length] ?? ''
        // Each scope has a story of its own.
        const events = Array.from({ length: BATCH }, (_, i) => loadEvent(start, next + i))
        next += BATCH
        onTheirWay++
        await deliver(scope, events).finally(() => {
          onTheirWay--
        })
      }
      await delay(Math.max(1, due - performance.now()))
    }
  }

  const running = Promise.all(Array.from({ length: SENDERS }, sender))
  const quiet = async () => {
    while (onTheirWay > 0) await delay(20)
  }
  return {
    acknowledged,
    async pause() {
      state = 'paused'
      await quiet()
    },
    resume() {
      state = 'sending'
    },
    async stop() {
      state = 'stopped'
      await running
    },
  }
}

function pick(clients: Client[], number: number): Client {
  const client = clients[number % clients.length]
  if (!client) throw new Error('nobody to send to')
  return client
}
