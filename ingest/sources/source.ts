import type { z } from 'zod'

/** A fault in what was sent: where (a dotted field path, empty for the whole) and what. */
export interface FieldError {
  path: string
  message: string
}

/** A piece of a payload cannot become a record: why, field by field. */
export class PieceError extends Error {
  override readonly name = 'PieceError'
  readonly errors: FieldError[]

  constructor(errors: FieldError[]) {
    super(errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; '))
    this.errors = errors
  }
}

/** A line of a line-wise body that is not JSON; it takes the place of its piece. */
export class UnreadableLine {
  readonly message: string

  constructor(message: string) {
    this.message = message
  }
}

/** A payload cut into the pieces that become one record each. */
export interface Cut {
  pieces: readonly unknown[]
  /** What the pieces have in common: the payload without them. */
  envelope: Record<string, unknown>
  /** The payload that would bring this piece alone; absent where only the whole payload can. */
  alone?(piece: unknown): unknown
}

/** What mapping a piece may depend on besides the piece. */
export interface MapContext {
  /** Arrival in epoch milliseconds. */
  arrivedAt: number
  /** How long a Prometheus alert without an end fires, in milliseconds. */
  resolveTimeoutMs: number
  newId: () => string
  envelope: Record<string, unknown>
}

/** A kind of sender: where it posts and how its payload becomes canonical inputs. Pure. */
export interface Source {
  /** How records and rejects name it. */
  readonly name: string
  /** Path that it posts to. */
  readonly route: string
  /** What its pieces become. */
  readonly kind: 'alert' | 'change' | 'topology'
  /** The protocol in which it is answered. */
  readonly answers: 'barograph' | 'alertmanager' | 'pagerduty'
  /** Takes one JSON record per line as well. */
  readonly linewise?: boolean
  /** The member of its body that may hold the senders' token, where the protocol has no other place for one. */
  readonly tokenMember?: string
  /** The protocol's own bound of a body, in bytes. */
  readonly bodyBytes?: number
  /** Cuts a parsed body into pieces; `replace` is the query parameter of that name. Throws PieceError. */
  cut(body: unknown, replace?: string): Cut
  /**
   * The canonical input that a piece becomes, still to be validated; undefined leaves the piece out on purpose.
   * Throws PieceError.
   */
  map(piece: unknown, context: MapContext): unknown
}

/** Checks a value against a schema; throws PieceError naming the fields at fault. */
export function parsed<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new PieceError(fieldErrors(result.error))
}

/** Whether a member is absent, null or a text. */
export function isSentText(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string'
}

/** Whether a member is absent, null or an object of such members. */
export function isSentTextMap(value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (!isObject(value)) return false
  for (const name in value) if (!isSentText(value[name]) || name === '__proto__') return false
  return true
}

/** The faults that zod found, with dotted paths. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.map(({ path, message }) => ({
    path: path.join('.'),
    message: message.endsWith('received undefined') ? 'is required' : message,
  }))
}

/** A body that is one piece by itself. */
export function wholeBody(body: unknown): Cut {
  return { pieces: [body], envelope: {} }
}

/** A body that is a list of pieces; throws PieceError on any other body, saying what was expected. */
export function listBody(body: unknown, expected: string): Cut {
  if (!Array.isArray(body)) throw new PieceError([{ path: '', message: `expected ${expected}` }])
  return { pieces: body, envelope: {}, alone: (piece) => [piece] }
}

/** A body that is an object with its pieces in the list `key`; throws PieceError on any other body. */
export function enveloped(body: unknown, key: string): Cut {
  if (!isObject(body)) throw new PieceError([{ path: '', message: `expected an object with "${key}"` }])
  const { [key]: pieces, ...envelope } = body
  if (!Array.isArray(pieces)) throw new PieceError([{ path: key, message: 'expected a list' }])
  return { pieces, envelope, alone: (piece) => ({ ...envelope, [key]: [piece] }) }
}

/** Whether a parsed JSON value is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
