import type { Problem } from '../../schema/problem.ts'
import { takeFirstAnswer } from './first-answers.ts'

/** Values of a query string; those that are undefined are left out. */
export type Params = Readonly<Record<string, string | number | undefined>>

/** An answer that was not 2xx, or none at all (`status` 0), in words for a person. */
export class ApiError extends Error {
  readonly status: number
  readonly fields: readonly { path: string; message: string }[]

  constructor(status: number, message: string, fields: ApiError['fields'] = []) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.fields = fields
  }
}

/** A path with its query string, the undefined values left out. */
export function address(path: string, params: Params = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined) query.set(name, String(value))
  }
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

/** Reads JSON. Throws ApiError when Barograph refuses or cannot be reached. */
export function getJson<T>(path: string, params?: Params, signal?: AbortSignal): Promise<T> {
  return answer<T>(address(path, params), signal ? { signal } : {})
}

/** Posts JSON and reads the JSON answer. Throws ApiError when Barograph refuses or cannot be reached. */
export function postJson<T>(path: string, body: unknown, params?: Params, signal?: AbortSignal): Promise<T> {
  return sendJson<T>('POST', path, body, params, signal)
}

/** Puts JSON and reads the JSON answer. Throws ApiError when Barograph refuses or cannot be reached. */
export function putJson<T>(path: string, body: unknown, params?: Params): Promise<T> {
  return sendJson<T>('PUT', path, body, params)
}

function sendJson<T>(
  method: string,
  path: string,
  body: unknown,
  params?: Params,
  signal?: AbortSignal,
): Promise<T> {
  return answer<T>(address(path, params), {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  })
}

/** Deletes something and reads the JSON answer. Throws ApiError when Barograph refuses or cannot be reached. */
export function deleteJson<T>(path: string, params?: Params): Promise<T> {
  return answer<T>(address(path, params), { method: 'DELETE' })
}

async function answer<T>(url: string, init: RequestInit): Promise<T> {
  let response: Response
  try {
    const begun = init.method === undefined ? takeFirstAnswer(url, init.signal) : undefined
    response = await (begun ?? fetch(url, init))
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new ApiError(0, 'Barograph does not answer. Check that it is running; this page keeps trying.')
  }
  const text = await response.text()
  if (!response.ok) throw refusal(response.status, text)
  // The server validates its own answers against the schema that this type comes from.
  return JSON.parse(text || 'null') as T
}

/** The error of an answer that was not 2xx: the words of its problem document, else its status. */
export function refusal(status: number, text: string): ApiError {
  const problem = readProblem(text)
  if (!problem) return new ApiError(status, `Barograph answered ${status} and gave no reason.`)
  const fields = problem.errors ?? []
  const first = fields[0]
  const detail = problem.detail ?? problem.title
  // The detail often names the first field itself.
  const field = first && !detail.includes(first.message) ? `${first.path}: ${first.message}` : ''
  return new ApiError(status, [sentence(detail), field].filter(Boolean).join(' '), fields)
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(begun) ? begun : `${begun}.`
}

function readProblem(text: string): Problem | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('title' in value)) return undefined
    return typeof value.title === 'string' ? (value as Problem) : undefined
  } catch {
    return undefined
  }
}
