import { type Context, Hono } from 'hono'
import { type Problem, ProblemError } from '../../schema/problem.ts'
import { encodeRecords } from '../../schema/records/record.ts'
import type { RejectRecord } from '../../schema/records/reject.ts'
import type { Limits } from '../../schema/settings/limits.ts'
import type { Mapping } from '../../schema/settings/mapping.ts'
import { type Entry, type Log, LogUnavailableError, maxInputBytes, RecordTooLargeError } from '../log/log.ts'
import { genericSources, SOURCES } from '../sources/registry.ts'
import type { Source } from '../sources/source.ts'
import { importanceOf } from './admission.ts'
import type { AdmissionGate, Passage } from './admission-gate.ts'
import { type Answer, PROTOCOLS } from './answers.ts'
import { declaredBytes, readBody } from './body.ts'
import { type IntakeContext, type IntakeRecord, type Sent, takeIn } from './intake.ts'
import { previewAnswer, previewRequest } from './preview.ts'
import { rejectRecords } from './rejects.ts'
import { scopeInPath, unscopedPath } from './scope-path.ts'
import { tokenInBody } from './token-in-body.ts'

/** Counts what comes in, by the registry name of its source. */
interface IntakeCounters {
  /** A request came in with this many bytes, decompressed. */
  received(source: string, bytes: number): void
  accepted(source: string, records: number): void
  rejected(source: string, records: number): void
}

/** Where the receiver tells people what went wrong. */
interface IntakeLogger {
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

/** What the receiver needs. */
export interface ReceiverOptions {
  log: Log
  /** Refuses what there is no room for. */
  admission: AdmissionGate
  limits: Limits
  mappings: Record<string, Mapping>
  /** Epoch milliseconds. */
  clock: () => number
  newId: () => string
  defaultScope: string
  /** What a body has to show where its request did not, in protocols that have a place for it (Source.tokenMember). */
  senderToken?: string | undefined
  clockToleranceMs: number
  resolveTimeoutMs: number
  counters: IntakeCounters
  logger: IntakeLogger
}

/** Something to send again the way it came. */
interface Redelivery {
  /** Path and query. */
  route: string
  contentType: string
  body: Uint8Array
  scope: string
}

/** The intake routes, and the way to send a reject through them again. */
export interface Receiver {
  app: Hono<ReceiverEnvironment>
  /** Sends what was rejected again; it is not kept as a reject once more. `status` and `answer` are the route's. */
  redeliver(redelivery: Redelivery): Promise<{ status: number; answer: unknown }>
}

/**
 * `redelivery` marks requests made by `redeliver`; over HTTP it cannot be set. `tokenWanted` marks those that have not
 * shown the senders' token yet.
 */
export interface ReceiverEnvironment {
  Bindings: { redelivery?: true }
  Variables: { tokenWanted?: true }
}

type ReceiverContext = Context<ReceiverEnvironment>

const LONGEST_SCOPE = 128
const RETRY_AFTER_SECONDS = 5

/**
 * The write side of the API: reads what senders post, appends every record that it accepts to the log, and
 * answers only then. Throws when a mapping of the settings is no CEL, naming it.
 */
export function createReceiver(options: ReceiverOptions): Receiver {
  const app = new Hono<ReceiverEnvironment>({ getPath: unscopedPath })
  for (const source of SOURCES) {
    app.post(source.route, (c) => answer(c, source, options))
    app.on(otherMethods(source), source.route, (c) => send(c, notAllowed(c, source)))
  }
  const generic = genericSources(options.mappings)
  app.all('/webhooks/generic/:name', (c) => {
    const source = generic.get(c.req.param('name'))
    if (!source)
      return send(c, PROTOCOLS.barograph.refused(noMapping(c.req.param('name'), [...generic.keys()])))
    return c.req.method === 'POST' ? answer(c, source, options) : send(c, notAllowed(c, source))
  })
  app.post('/api/v1/mappings/preview', (c) => preview(c, options))
  return { app, redeliver: (redelivery) => redeliver(app, redelivery) }
}

function otherMethods(source: Source): string[] {
  const writing = ['PUT', 'PATCH', 'DELETE']
  return source.route.startsWith('/api/') ? writing : ['GET', ...writing]
}

async function answer(c: ReceiverContext, source: Source, options: ReceiverOptions): Promise<Response> {
  const protocol = PROTOCOLS[source.answers]
  let passage: Passage | undefined
  try {
    passage = enter(c, options, maxBytesOf(source, options))
    const dryRun = source.name.startsWith('generic/') && c.req.query('dry_run') === 'true'
    const { outcome, sent, scope, arrivedAt } = await receive(c, source, options, passage)
    if (dryRun) return send(c, previewAnswer(outcome))
    const origin = { source: source.name, route: routeOf(c), scope, receivedAt: arrivedAt }
    const rejects = c.env?.redelivery
      ? []
      : rejectRecords(outcome, sent, origin, maxInputBytes(options.log), options.newId)
    await append(options.log, [...outcome.accepted.map(({ record }) => record), ...rejects], passage)
    passage.done()
    options.counters.accepted(source.name, outcome.accepted.length)
    options.counters.rejected(source.name, outcome.rejected.length)
    return send(c, protocol.done(outcome))
  } catch (error) {
    const { problem, headers } = refusal(error, source.name, options.logger)
    if (problem.status < 500 && problem.status !== 429) options.counters.rejected(source.name, 1)
    return send(c, protocol.refused(problem), headers)
  } finally {
    passage?.leave()
  }
}

async function receive(c: ReceiverContext, source: Source, options: ReceiverOptions, passage: Passage) {
  const scope = scopeOf(c, options.defaultScope)
  const body = await readBody(c.req.raw, maxBytesOf(source, options), passage.hold)
  options.counters.received(source.name, body.byteLength)
  const bytes = withoutToken(c, source, body, options.senderToken)
  const replace = c.req.query('replace')
  const contentType = c.req.header('content-type') ?? null
  const sent: Sent = { bytes, contentType, ...(replace !== undefined && { replace }) }
  const arrivedAt = options.clock()
  const outcome = takeIn(source, sent, intakeContext(options, scope, arrivedAt))
  passage.admit(importanceOf(outcome.accepted.map(({ record }) => record)))
  return { outcome, sent, scope, arrivedAt }
}

/** The body without the token that it may hold; throws ProblemError 401 when it has to hold one and does not. */
function withoutToken(c: ReceiverContext, source: Source, body: Buffer, token: string | undefined): Buffer {
  const found =
    source.tokenMember !== undefined && token !== undefined
      ? tokenInBody(body, source.tokenMember, token)
      : { isGiven: false, bytes: body }
  if (c.get('tokenWanted') && !found.isGiven) {
    const detail = `send the INGEST_TOKEN as '${source.tokenMember}' or as "Authorization: Bearer ..."`
    throw new ProblemError(401, 'Not authorised', detail, { headers: { 'www-authenticate': 'Bearer' } })
  }
  return found.bytes
}

/** What is larger than is taken at all is not refused for want of room: it would be sent again in vain. */
function enter(c: ReceiverContext, { admission }: ReceiverOptions, maxBytes: number): Passage {
  return admission.enter(Math.min(maxBytes, declaredBytes(c.req.raw) ?? 0))
}

function maxBytesOf(source: Source, { limits }: ReceiverOptions): number {
  return Math.min(limits.bodyBytes, source.bodyBytes ?? limits.bodyBytes)
}

function intakeContext(options: ReceiverOptions, scope: string, arrivedAt: number): IntakeContext {
  const { limits, resolveTimeoutMs, newId, clockToleranceMs } = options
  return { arrival: { at: arrivedAt, scope, clockToleranceMs }, limits, resolveTimeoutMs, newId }
}

async function preview(c: ReceiverContext, options: ReceiverOptions): Promise<Response> {
  let passage: Passage | undefined
  try {
    passage = enter(c, options, options.limits.bodyBytes)
    const bytes = await readBody(c.req.raw, options.limits.bodyBytes, passage.hold)
    const context = intakeContext(options, scopeOf(c, options.defaultScope), options.clock())
    const contentType = c.req.header('content-type') ?? null
    return send(c, previewRequest({ bytes, contentType }, context))
  } catch (error) {
    const { problem, headers } = refusal(error, 'preview', options.logger)
    return send(c, PROTOCOLS.barograph.refused(problem), headers)
  } finally {
    passage?.leave()
  }
}

async function append(log: Log, records: (IntakeRecord | RejectRecord)[], passage: Passage): Promise<void> {
  if (records.length === 0) return
  const most = maxInputBytes(log)
  const values = encodeRecords(records)
  const entries: Entry[] = []
  let bytes = 0
  for (const [index, value] of values.entries()) {
    if (value.byteLength > most) throw tooLarge(index, value.byteLength, most)
    entries.push({ key: records[index]?.scope ?? '', value })
    bytes += value.byteLength
  }
  passage.hold(bytes)
  await log.append(entries)
}

function scopeOf(c: ReceiverContext, defaultScope: string): string {
  const scope = c.req.query('scope') || scopeInPath(c.req.url)
  if (!scope) return defaultScope
  if (scope.length <= LONGEST_SCOPE) return scope
  throw new ProblemError(400, 'Invalid scope', `a scope has at most ${LONGEST_SCOPE} characters`, {
    errors: [{ path: 'scope', message: 'too long' }],
  })
}

function routeOf(c: ReceiverContext): string {
  const { pathname, search } = new URL(c.req.url)
  return pathname + search
}

function tooLarge(index: number, bytes: number, most: number): ProblemError {
  const message = `${bytes} bytes, more than the ${most} that the log takes in one record`
  return new ProblemError(413, 'Record too large', `nothing was taken in: record ${index} has ${message}`, {
    errors: [{ path: String(index), message }],
  })
}

function refusal(error: unknown, source: string, logger: IntakeLogger) {
  if (error instanceof ProblemError) return error
  if (error instanceof RecordTooLargeError) {
    return new ProblemError(413, 'Record too large', `${error.message} Send less in one record.`)
  }
  if (error instanceof LogUnavailableError) {
    logger.warn({ source, error: error.message }, 'nothing can be taken in: the log is unavailable')
    const detail = 'nothing was taken in, because the log cannot be written now; send it again later'
    const headers = { 'retry-after': String(RETRY_AFTER_SECONDS) }
    return new ProblemError(503, 'Log unavailable', detail, { headers })
  }
  logger.error({ source, error }, 'a request failed by a fault of ours')
  return new ProblemError(500, 'Internal error', 'nothing was taken in; this is a fault of ours')
}

function notAllowed(c: ReceiverContext, source: Source): Answer {
  // Under /api/ the API answers GET on the same path.
  const allowed = source.route.startsWith('/api/') ? 'GET, POST' : 'POST'
  c.header('allow', allowed)
  const detail = `${c.req.method} is not possible here; use ${allowed}`
  const problem: Problem = { type: 'about:blank', title: 'Method not allowed', status: 405, detail }
  return PROTOCOLS[source.answers].refused(problem)
}

function noMapping(name: string, known: string[]): Problem {
  const detail = `there is no mapping "${name.slice(0, 64)}"; the settings file has ${known.join(', ') || 'none'}`
  return { type: 'about:blank', title: 'No such mapping', status: 404, detail }
}

function send(c: ReceiverContext, answer: Answer, headers: Record<string, string> = {}): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  if (answer.body === undefined) return c.body(null, answer.status as 200)
  c.header('content-type', answer.contentType)
  // Hono wants a literal status that has a body; every status here is one.
  return c.body(JSON.stringify(answer.body), answer.status as 200)
}

async function redeliver(app: Hono<ReceiverEnvironment>, { route, contentType, body, scope }: Redelivery) {
  const url = new URL(route, 'http://localhost')
  if (!url.searchParams.has('scope')) url.searchParams.set('scope', scope)
  const headers = contentType ? { 'content-type': contentType } : undefined
  const init = { method: 'POST', body: Buffer.from(body), ...(headers && { headers }) }
  const response = await app.request(url.pathname + url.search, init, { redelivery: true })
  const text = await response.text()
  return { status: response.status, answer: text ? (JSON.parse(text) as unknown) : undefined }
}
