import { Hono } from 'hono'
import { z } from 'zod'
import { type Matcher, matcher } from '../../../schema/matcher.ts'
import type { Silence, SilenceState } from '../../../schema/records/silence.ts'
import { silence as silenceRecord } from '../../../schema/records/silence.ts'
import { toTimestamp } from '../../../schema/records/time.ts'
import { listSilences } from '../../query/list-silences.ts'
import { type CommandDesk, giveOrder } from '../command-desk.ts'
import { silenceFaults } from '../silence-faults.ts'
import { silenceState } from '../silence-state.ts'
import { readFilters } from './alerts-query.ts'
import { toGettableSilence } from './answers.ts'
import { AlertmanagerError } from './error.ts'

/** postableSilence of Alertmanager's OpenAPI specification. */
const postable = z.object({
  id: z.string().max(128).nullish(),
  matchers: z.array(matcher).min(1).max(64),
  startsAt: silenceRecord.shape.startsAt,
  endsAt: silenceRecord.shape.endsAt,
  createdBy: z.string().max(256),
  comment: z.string().max(8192),
})

const STATES = ['active', 'pending', 'expired']

/** Silences as with an Alertmanager: `/api/v2/silences` and `/api/v2/silence/{id}`. */
export function alertmanagerSilenceRoutes(desk: CommandDesk & { defaultScope: string }): Hono {
  const { database, clock } = desk
  const scopeOf = (url: string) => new URL(url).searchParams.get('scope') || desk.defaultScope
  const find = async (url: string, id: string): Promise<SilenceState> => {
    const scope = new URL(url).searchParams.get('scope') || undefined
    const [found] = await listSilences(database, { id, scope })
    if (!found) throw new AlertmanagerError(404, `silence ${id.slice(0, 128)} not found`)
    return found
  }
  const expire = (silence: SilenceState, by: string) =>
    giveOrder(desk, silence.scope, by, { kind: 'silence_expire', silenceId: silence.id })

  const router = new Hono()
  router.get('/api/v2/silences', async (c) => {
    const filters = readFilters(new URL(c.req.url).searchParams)
    const now = clock()
    const silences = (await listSilences(database, { scope: scopeOf(c.req.url) }))
      .filter((silence) => filters.every((filter) => hasMatcher(silence, filter)))
      .map((silence) => toGettableSilence(silence, now))
      .sort(
        (a, b) =>
          STATES.indexOf(a.status.state) - STATES.indexOf(b.status.state) || order(a.endsAt, b.endsAt),
      )
    return c.json(silences)
  })
  router.get('/api/v2/silence/:id', async (c) =>
    c.json(toGettableSilence(await find(c.req.url, c.req.param('id')), clock())),
  )
  router.delete('/api/v2/silence/:id', async (c) => {
    const found = await find(c.req.url, c.req.param('id'))
    if (silenceState(found, clock()) !== 'expired') await expire(found, 'alertmanager-api')
    return c.body(null, 200)
  })
  router.post('/api/v2/silences', async (c) => {
    const posted = await readPosted(c.req.raw)
    const now = clock()
    const previous = posted.id ? await find(c.req.url, posted.id) : undefined
    const scope = previous?.scope ?? scopeOf(c.req.url)
    const inPlace = previous !== undefined && canChange(previous, posted, now)
    const silence: Silence = {
      id: inPlace ? previous.id : desk.newId(),
      matchers: posted.matchers,
      // A silence begins when it is set, at the earliest; one that is changed in place keeps its start.
      startsAt: toTimestamp(
        inPlace ? Date.parse(posted.startsAt) : Math.max(Date.parse(posted.startsAt), now),
      ),
      endsAt: toTimestamp(Date.parse(posted.endsAt)),
      ...(inPlace && previous.recurrence && { recurrence: previous.recurrence }),
      comment: posted.comment,
      createdBy: posted.createdBy,
    }
    const [fault] = silenceFaults(silence)
    if (fault) throw new AlertmanagerError(400, `silence invalid: ${fault.message}`)
    if (Date.parse(silence.endsAt) < now) throw new AlertmanagerError(400, "end time can't be in the past")
    const by = silence.createdBy || 'alertmanager-api'
    if (previous && !inPlace && silenceState(previous, now) !== 'expired') await expire(previous, by)
    await giveOrder(desk, scope, by, { kind: 'silence_set', silence })
    return c.json({ silenceID: silence.id })
  })
  return router
}

async function readPosted(request: Request): Promise<z.output<typeof postable>> {
  let json: unknown
  try {
    json = JSON.parse(await request.text())
  } catch {
    throw new AlertmanagerError(400, 'parsing silence body from "" failed, because it is not JSON', 400)
  }
  const result = postable.safeParse(json)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new AlertmanagerError(
    422,
    `${issue?.path.join('.') || 'silence'} in body: ${issue?.message ?? 'invalid'}`,
    602,
  )
}

/**
 * Whether a silence may be changed in place; else the old one ends and a new one begins.
 * Source: prometheus/alertmanager, silence/silence.go (canUpdate).
 */
function canChange(previous: SilenceState, next: z.output<typeof postable>, now: number): boolean {
  if (JSON.stringify(previous.matchers) !== JSON.stringify(next.matchers)) return false
  const seconds = (time: string) => Math.floor(Date.parse(time) / 1000)
  switch (silenceState(previous, now)) {
    case 'active':
      return seconds(next.startsAt) === seconds(previous.startsAt) && Date.parse(next.endsAt) >= now
    case 'pending':
      return Date.parse(next.startsAt) >= now
    default:
      return false
  }
}

/**
 * A filter finds the silences that have this very matcher.
 * Source: prometheus/alertmanager, api/v2/api.go (CheckSilenceMatchesFilterLabels).
 */
function hasMatcher(silence: SilenceState, filter: Matcher): boolean {
  return silence.matchers.some(
    (one) =>
      one.name === filter.name &&
      one.value === filter.value &&
      one.isRegex === filter.isRegex &&
      one.isEqual === filter.isEqual,
  )
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
