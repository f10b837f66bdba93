import { setTimeout as timer } from 'node:timers/promises'

/** Waits so many milliseconds; rejects when the signal is aborted. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>

/** Waits by the machine's clock. */
export const realSleep: Sleep = async (ms, signal) => {
  await timer(Math.max(0, ms), undefined, signal ? { signal } : {})
}

/** How to reach a Barograph. */
export interface ClientOptions {
  /** Its address, such as http://127.0.0.1:8080. */
  url: string
  /** Bearer token, where it asks for one. */
  token?: string | undefined
  fetch?: typeof fetch
  sleep?: Sleep
  signal?: AbortSignal | undefined
  /** How long, milliseconds in all, one request is tried again before it fails. */
  patienceMs?: number
  /** Told whenever a request has to wait, with the reason. */
  onWait?: (ms: number, reason: string) => void
}

/** A record that was not taken: its place among those posted, and why. */
export interface Refusal {
  index: number
  errors: { path: string; message: string }[]
}

/** What became of posted records. */
export interface Posted {
  accepted: number
  rejected: Refusal[]
}

/** A Barograph spoken to through its public API. */
export interface Client {
  /**
   * Posts canonical records of one kind, in order, cut smaller where they are too large for one request. Waits and
   * repeats when the server asks for it (429, 503) or is away for a moment. Throws ServerError.
   */
  post(
    kind: 'alerts' | 'changes' | 'topology',
    records: readonly object[],
    scope: string | undefined,
  ): Promise<Posted>
  /** The JSON answer to any other request. Throws ServerError. */
  request(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown>
}

/** A Barograph that cannot be reached or does not take what it is given; the message is for people. */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  /** HTTP status; 0 where there was no answer. */
  readonly status: number
  readonly answer: unknown

  constructor(message: string, status: number, answer?: unknown) {
    super(message)
    this.status = status
    this.answer = answer
  }
}

const PATIENCE_MS = 5 * 60_000
const LONGEST_WAIT_MS = 10_000

/** A client of the Barograph at `url`. */
export function createClient(options: ClientOptions): Client {
  const base = options.url.replace(/\/+$/, '')
  const reached = { once: false }
  const request: Client['request'] = (method, path, body) =>
    patiently(options, base, reached, method, path, body)
  return {
    request,
    post: (kind, records, scope) => {
      const query = scope === undefined ? '' : `?scope=${encodeURIComponent(scope)}`
      return postCut(request, `/api/v1/${kind}${query}`, records)
    },
  }
}

async function postCut(
  request: Client['request'],
  path: string,
  records: readonly object[],
): Promise<Posted> {
  if (records.length === 0) return { accepted: 0, rejected: [] }
  try {
    return postedOf(await request('POST', path, records))
  } catch (error) {
    if (!(error instanceof ServerError)) throw error
    if (error.status === 413 && records.length > 1) {
      const half = Math.ceil(records.length / 2)
      const first = await postCut(request, path, records.slice(0, half))
      const second = await postCut(request, path, records.slice(half))
      const moved = second.rejected.map((one) => ({ ...one, index: one.index + half }))
      return { accepted: first.accepted + second.accepted, rejected: [...first.rejected, ...moved] }
    }
    // Nothing of it was acceptable: the answer says why, record by record.
    if (error.status === 400 && isPosted(error.answer)) return postedOf(error.answer)
    if (error.status === 413) return { accepted: 0, rejected: [{ index: 0, errors: [tooLarge(error)] }] }
    throw error
  }
}

function tooLarge(error: ServerError) {
  return { path: '', message: error.message }
}

function isPosted(answer: unknown): answer is Posted {
  return typeof answer === 'object' && answer !== null && 'accepted' in answer && 'rejected' in answer
}

function postedOf(answer: unknown): Posted {
  if (isPosted(answer)) return { accepted: answer.accepted, rejected: answer.rejected }
  throw new ServerError('the answer is not that of a Barograph; is --url right?', 0, answer)
}

async function patiently(
  options: ClientOptions,
  base: string,
  reached: { once: boolean },
  method: string,
  path: string,
  body: object | undefined,
): Promise<unknown> {
  const { sleep = realSleep, signal, patienceMs = PATIENCE_MS } = options
  let waited = 0
  for (let attempt = 0; ; attempt++) {
    const outcome = await attemptOnce(options, base, method, path, body)
    if (outcome.response) reached.once = true
    else if (!reached.once) throw unreachable(base, outcome.reason)
    if (outcome.response && ![429, 503].includes(outcome.response.status)) return read(outcome.response)
    const ms = outcome.waitMs ?? Math.min(LONGEST_WAIT_MS, 250 * 2 ** attempt)
    if (waited + ms > patienceMs) {
      if (outcome.response) return read(outcome.response)
      throw unreachable(base, outcome.reason)
    }
    options.onWait?.(ms, outcome.reason)
    await sleep(ms, signal)
    waited += ms
  }
}

interface Attempt {
  /** Undefined: there was none. */
  response: Response | undefined
  reason: string
  /** What the server asks to wait. */
  waitMs: number | undefined
}

async function attemptOnce(
  { fetch = globalThis.fetch, token, signal }: ClientOptions,
  base: string,
  method: string,
  path: string,
  body: object | undefined,
): Promise<Attempt> {
  try {
    const response = await fetch(base + path, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    })
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    const waitMs = Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : undefined
    return { response, reason: `it answers ${response.status}`, waitMs }
  } catch (error) {
    if (signal?.aborted) throw error
    return { response: undefined, reason: reasonOf(error), waitMs: undefined }
  }
}

/** What `fetch` hides in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  return cause.message || ('code' in cause ? String(cause.code) : cause.name)
}

function unreachable(base: string, reason: string): ServerError {
  const help = 'Start Barograph there with "npm start", or name another address with --url.'
  return new ServerError(`Nothing answers on ${base} (${reason}). ${help}`, 0)
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text()
  let answer: unknown = text
  try {
    answer = text === '' ? undefined : JSON.parse(text)
  } catch {
    // Not JSON: the text itself is the answer.
  }
  if (response.ok) return answer
  throw new ServerError(
    `${new URL(response.url).pathname} answers ${response.status}: ${detailOf(answer)}`,
    response.status,
    answer,
  )
}

function detailOf(answer: unknown): string {
  if (typeof answer === 'object' && answer !== null) {
    for (const key of ['detail', 'title', 'message'] as const) {
      const value = (answer as Record<string, unknown>)[key]
      if (typeof value === 'string') return value
    }
  }
  return String(answer).slice(0, 200)
}
