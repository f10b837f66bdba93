import { toTimestamp } from '../../schema/records/time.ts'
import { type Client, ServerError } from '../replay/client.ts'
import { itemsOf } from './items.ts'
import { LASTING } from './noise/lasting.ts'
import { DEMO_SCOPE } from './scope.ts'
import { DEMO_DAY_MS, DEMO_DEEDS } from './script.ts'

/** Something that a person does at a time (epoch milliseconds) of the demo. */
export interface Deed {
  at: number
  perform(): Promise<void>
}

/** Waits so many milliseconds. */
export type Wait = (ms: number) => Promise<void>

/** How long the silence of the demo outlasts its scripted day. */
const SILENCED_ON_MS = 7 * 86_400_000
/** How long the incident to acknowledge is waited for. */
const TRIES = 40
const TRY_EVERY_MS = 250

/** What people do in the demo that starts at `start` (epoch milliseconds), in order. */
export function deedsOf(client: Client, start: number, wait: Wait): Deed[] {
  const { acknowledge, silence } = DEMO_DEEDS
  return [
    { at: start + silence.at, perform: () => forgiving(() => setSilence(client, start)) },
    { at: start + acknowledge.at, perform: () => forgiving(() => acknowledgeIncident(client, wait)) },
  ].sort((a, b) => a.at - b.at)
}

/** A deed that the server finds no longer possible is left undone: the demo goes on. */
async function forgiving(deed: () => Promise<void>): Promise<void> {
  try {
    await deed()
  } catch (error) {
    if (!(error instanceof ServerError) || ![404, 409, 422].includes(error.status)) throw error
  }
}

async function setSilence(client: Client, start: number): Promise<void> {
  const { thing, at, by, comment } = DEMO_DEEDS.silence
  const path = `/api/v1/silences?scope=${DEMO_SCOPE}`
  const known = itemsOf(await client.request('GET', path))
  if (known.some((silence) => silence['comment'] === comment && silence['state'] === 'active')) return
  await client.request('POST', path, {
    matchers: [
      { name: 'alertname', value: LASTING.name },
      { name: 'service', value: thing },
    ],
    startsAt: toTimestamp(start + at),
    endsAt: toTimestamp(start + DEMO_DAY_MS + SILENCED_ON_MS),
    comment,
    by,
  })
}

async function acknowledgeIncident(client: Client, wait: Wait): Promise<void> {
  const { thing, by, text } = DEMO_DEEDS.acknowledge
  const id = await incidentOf(client, thing, wait)
  if (id === undefined) return
  await client.request('POST', `/api/v1/incidents/${id}/acknowledge?scope=${DEMO_SCOPE}`, { by, text })
}

/** The incident that the newest firing alert of a thing is in, once it is in one. */
async function incidentOf(client: Client, thing: string, wait: Wait): Promise<string | undefined> {
  const query = new URLSearchParams({ scope: DEMO_SCOPE, entity: thing, status: 'firing' })
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const alerts = itemsOf(await client.request('GET', `/api/v1/alerts?${query}`))
    const id = alerts.map((alert) => alert['incidentId']).find((one) => typeof one === 'string')
    if (typeof id === 'string') return id
    await wait(TRY_EVERY_MS)
  }
  return undefined
}
