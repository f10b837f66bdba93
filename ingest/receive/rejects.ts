import type { RejectRecord } from '../../schema/records/reject.ts'
import { toTimestamp } from '../../schema/records/time.ts'
import { clip, wellFormed } from '../sources/text.ts'
import type { Outcome, Rejected, Sent } from './intake.ts'

/** Where and when something came in. */
export interface Origin {
  source: string
  /** Path and query. */
  route: string
  scope: string
  receivedAt: number
}

const LONGEST_REASON = 2000
/** Rejects may together hold this many times the bytes of the payload; envelopes repeat in them. */
const MOST_GROWTH = 4
/** A reject without its body, at most; its route is as long as a request's first line may be. */
const FRAME_BYTES = 50_000
const BASE64_SHARE = 3 / 4

/**
 * The records that keep what was rejected, each with the body to send again. Pieces that only the whole payload
 * brings share one record; so do all when one record each would hold far more bytes than were sent. Of a body that
 * makes a record larger than `maxBytes` only the beginning is kept.
 */
export function rejectRecords(
  outcome: Outcome,
  sent: Sent,
  origin: Origin,
  maxBytes: number,
  newId: () => string,
): RejectRecord[] {
  if (outcome.rejected.length === 0 || sent.bytes.byteLength === 0) return []
  const apart = outcome.rejected.filter(({ body }) => body !== undefined)
  const size = apart.reduce((sum, { body }) => sum + (body?.length ?? 0), 0)
  const most = Math.max(0, Math.floor((maxBytes - FRAME_BYTES) * BASE64_SHARE))
  const keep: Keep = (rejected, body, contentType) => record(rejected, body, contentType, origin, most, newId)
  const whole = (rejected: Rejected[]) => keep(rejected, sent.bytes, sent.contentType ?? '')
  if (size > MOST_GROWTH * sent.bytes.byteLength) return [whole(outcome.rejected)]
  const records = apart.map((rejected) =>
    keep([rejected], Buffer.from(rejected.body ?? ''), 'application/json'),
  )
  const together = outcome.rejected.filter(({ body }) => body === undefined)
  return together.length > 0 ? [...records, whole(together)] : records
}

type Keep = (rejected: Rejected[], body: Uint8Array, contentType: string) => RejectRecord

function record(
  rejected: Rejected[],
  body: Uint8Array,
  contentType: string,
  origin: Origin,
  most: number,
  newId: () => string,
): RejectRecord {
  const errors = rejected.flatMap((one) => one.errors)
  const kept = body.subarray(0, most)
  const cut =
    kept.length < body.length ? ` (only the first ${kept.length} of ${body.length} bytes are kept)` : ''
  const reason = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')
  return {
    type: 'reject',
    id: newId(),
    scope: origin.scope,
    source: origin.source,
    route: origin.route,
    contentType,
    receivedAt: toTimestamp(origin.receivedAt),
    reason: wellFormed(clip(reason, LONGEST_REASON)) + cut,
    path: errors[0]?.path ?? '',
    bodyBase64: Buffer.from(kept).toString('base64'),
    status: 'open',
  }
}
