import type { z } from 'zod'
import { ProblemError } from '../../schema/problem.ts'
import { type AlertRecord, type Arrival, alertInput, completeAlert } from '../../schema/records/alert.ts'
import { type ChangeRecord, changeInput, completeChange } from '../../schema/records/change.ts'
import { plainAlertInput } from '../../schema/records/plain-alert.ts'
import { completeTopology, type TopologyRecord, topologyInput } from '../../schema/records/topology.ts'
import type { Limits } from '../../schema/settings/limits.ts'
import {
  type Cut,
  type FieldError,
  fieldErrors,
  PieceError,
  type Source,
  UnreadableLine,
} from '../sources/source.ts'
import { limitErrors } from './limits.ts'
import { isLinewise, type Payload, parsePayload } from './payload.ts'
import { isBottomless, shapeError } from './shape.ts'

/** A record that came from outside, complete. */
export type IntakeRecord = AlertRecord | ChangeRecord | TopologyRecord

/** A piece that was not understood: its place in the payload, why, and the body that brings it alone. */
export interface Rejected {
  index: number
  errors: FieldError[]
  /** Undefined: only the whole payload brings it. */
  body?: string
}

/** What became of a payload. */
export interface Outcome {
  accepted: { index: number; record: IntakeRecord }[]
  rejected: Rejected[]
  /** Pieces that a mapping leaves out on purpose. */
  leftOut: number
  /** Nothing of the payload could be read: `rejected` holds the one reason, for the whole. */
  unreadable: boolean
}

/** What was sent, as it came. */
export interface Sent {
  bytes: Uint8Array
  contentType: string | null
  /** The query parameter `replace`. */
  replace?: string
}

/** What taking in depends on besides what was sent. */
export interface IntakeContext {
  arrival: Arrival
  limits: Limits
  resolveTimeoutMs: number
  newId: () => string
}

/**
 * Turns what was sent into complete records and into rejected pieces. Throws ProblemError only for what no
 * retry of the same bytes can bring: a content type (415) or a number of records (413) that is not taken.
 */
export function takeIn(source: Source, sent: Sent, context: IntakeContext): Outcome {
  const linewise = isLinewise(sent.contentType, source)
  let payload: Payload
  let cut: Cut
  try {
    payload = parsePayload(sent.bytes, linewise, source)
    if (isBottomless(payload.body)) throw new PieceError([{ path: '', message: 'nested far too deeply' }])
    cut = source.cut(payload.body, sent.replace)
    const fault = shapeError(cut.envelope, context.limits.nesting, payload.isPlainText)
    if (fault) throw new PieceError([fault])
  } catch (error) {
    if (!(error instanceof PieceError)) throw error
    return { accepted: [], rejected: [{ index: 0, errors: error.errors }], leftOut: 0, unreadable: true }
  }
  const most = context.limits.recordsPerRequest
  if (cut.pieces.length > most) {
    const message = `${cut.pieces.length} records in one request, more than ${most} (setting limits.recordsPerRequest)`
    throw new ProblemError(413, 'Too many records', message, { errors: [{ path: 'body', message }] })
  }
  return takePieces(source, cut, payload, context)
}

function takePieces(source: Source, cut: Cut, payload: Payload, context: IntakeContext): Outcome {
  const outcome: Outcome = { accepted: [], rejected: [], leftOut: 0, unreadable: false }
  const mapContext = {
    arrivedAt: context.arrival.at,
    resolveTimeoutMs: context.resolveTimeoutMs,
    newId: context.newId,
    envelope: cut.envelope,
  }
  cut.pieces.forEach((piece, index) => {
    try {
      if (piece instanceof UnreadableLine) throw new PieceError([{ path: '', message: piece.message }])
      const fault = shapeError(piece, context.limits.nesting, payload.isPlainText)
      if (fault) throw new PieceError([fault])
      const input = source.map(piece, mapContext)
      if (input === undefined) outcome.leftOut++
      else outcome.accepted.push({ index, record: complete(source, input, context) })
    } catch (error) {
      if (!(error instanceof PieceError)) throw error
      const body = bodyOf(piece, index, cut, payload)
      outcome.rejected.push({ index, errors: error.errors, ...(body !== undefined && { body }) })
    }
  })
  return outcome
}

function complete(source: Source, input: unknown, context: IntakeContext): IntakeRecord {
  const record = completed(source.kind, input, context)
  const errors = limitErrors(record, context.limits)
  if (errors.length > 0) throw new PieceError(errors)
  return record
}

function completed(kind: Source['kind'], input: unknown, { arrival, newId }: IntakeContext): IntakeRecord {
  if (kind === 'alert') return completeAlert(plainAlertInput(input) ?? valid(alertInput, input), arrival)
  if (kind === 'change') return completeChange(valid(changeInput, input), arrival, newId)
  return completeTopology(valid(topologyInput, input), arrival)
}

function valid<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  throw new PieceError(fieldErrors(result.error).slice(0, 20))
}

function bodyOf(piece: unknown, index: number, cut: Cut, payload: Payload): string | undefined {
  if (cut.pieces.length === 1) return undefined
  if (payload.lines) return payload.lines[index]
  return cut.alone && JSON.stringify(cut.alone(piece))
}
