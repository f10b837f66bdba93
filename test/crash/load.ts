import fc from 'fast-check'
import type { Answer, Client } from '../support/client.ts'

/** Parts of an estate that have nothing to do with one another, each a database, a service and what calls it. */
const ISLANDS = ['shop', 'mail', 'search', 'billing', 'video', 'maps']
const CALLERS = 4

/** What needs what. */
export const TOPOLOGY = {
  nodes: ISLANDS.flatMap((island) => [
    { id: `${island}-db`, type: 'database' },
    ...[`${island}-api`, ...callersOf(island)].map((id) => ({ id, type: 'service' })),
  ]),
  edges: ISLANDS.flatMap((island) => [
    { from: `${island}-api`, to: `${island}-db`, kind: 'depends_on' },
    ...callersOf(island).map((from) => ({ from, to: `${island}-api`, kind: 'calls' })),
  ]),
}

function callersOf(island: string): string[] {
  return Array.from({ length: CALLERS }, (_, i) => `${island}-caller-${i + 1}`)
}

/** How much event time lies between one event and the next. */
const SPACING_MS = 200
/** How many events a fault lasts, before the next island has one. */
const EVENTS_PER_FAULT = 400

/** An alert event as the load posts it. */
export interface LoadEvent {
  source: string
  externalId: string
  [field: string]: unknown
}

/**
 * The event of this number: faults that go round the islands, each alerting on its database, its service and its
 * callers, repeated, resolved and firing again. The same number from the same `start` gives the same event.
 */
export function loadEvent(start: number, number: number): LoadEvent {
  const island = ISLANDS[Math.floor(number / EVENTS_PER_FAULT) % ISLANDS.length] ?? ''
  const [pick = 0, kind = 0] = fc.sample(fc.nat(999), { seed: number, numRuns: 2 })
  const entities = [`${island}-db`, `${island}-api`, ...callersOf(island)]
  const name = entities[pick % entities.length] ?? ''
  const rule = ['HighErrorRate', 'HighLatency', 'Saturated'][kind % 3] ?? ''
  return {
    source: `sender-${pick % 2}`,
    externalId: `event-${number}`,
    fingerprint: `${rule}/${name}`,
    status: kind % 10 === 9 ? 'resolved' : 'firing',
    severity: name.endsWith('-db') ? 'critical' : 'high',
    name: rule,
    at: new Date(start + number * SPACING_MS).toISOString(),
    entity: { type: name.endsWith('-db') ? 'database' : 'service', name },
    labels: { entity: name },
  }
}

/** Senders that post events without a pause and note what was acknowledged. */
export interface Load {
  /** External ids that were answered 202, also those that were sent before and not answered. */
  acknowledged: Set<string>
  /**
   * Sends, from several senders at once, until told to stop or until a request fails; what fails is sent again by the
   * next run, or never.
   */
  run(client: Client, senders: number, stopped?: () => boolean): Promise<void>
  /** Sends twenty events from this number on, each with a description of so many characters. */
  padded(client: Client, number: number, characters: number): Promise<Answer>
}

/** A load of events from `start` (epoch milliseconds) on. */
export function createLoad(start: number): Load {
  const acknowledged = new Set<string>()
  /** Requests that were not answered; every other one is repeated, as many senders do. */
  const unanswered: LoadEvent[][] = []
  let next = 0
  let failures = 0

  function request(): LoadEvent[] {
    const again = unanswered.pop()
    if (again) return again
    const size = 1 + (next % 17)
    const events = Array.from({ length: size }, (_, i) => loadEvent(start, next + i))
    next += size
    return events
  }

  async function sender(client: Client, stopped: () => boolean): Promise<void> {
    while (!stopped()) {
      const events = request()
      try {
        const { status } = await client.post('/api/v1/alerts', events)
        if (status !== 202) throw new Error(`answered ${status}`)
        note(status, events)
      } catch {
        if (failures++ % 2 === 0) unanswered.push(events)
        return
      }
    }
  }

  function note(status: number, events: LoadEvent[]): void {
    if (status === 202) for (const { externalId } of events) acknowledged.add(externalId)
  }

  return {
    acknowledged,
    async padded(client, number, characters) {
      const events = Array.from({ length: 20 }, (_, i) => {
        return {
          ...loadEvent(start, number + i),
          description: `${number + i} `.repeat(characters).slice(0, characters),
        }
      })
      const answer = await client.post('/api/v1/alerts', events)
      note(answer.status, events)
      return answer
    },
    async run(client, senders, stopped = () => false) {
      await Promise.all(Array.from({ length: senders }, () => sender(client, stopped)))
    },
  }
}
