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

/**
 * The records that keep what was rejected, each with the body to send again. Pieces that only the whole payload
 * brings share one record; so do all when one record each would hold far more bytes than were sent.
 */
export function rejectRecords(
  outcome: Outcome,
  sent: Sent,
  origin: Origin,
  newId: () => string,
): RejectRecord[] {
  if (outcome.rejected.length === 0 || sent.bytes.byteLength === 0) return []
  const apart = outcome.rejected.filter(({ body }) => body !== undefined)
  const size = apart.reduce((sum, { body }) => sum + (body?.length ?? 0), 0)
  if (size > MOST_GROWTH * sent.bytes.byteLength) return [whole(outcome.rejected, sent, origin, newId)]
  const records = apart.map((rejected) =>
    record([rejected], Buffer.from(rejected.body ?? ''), 'application/json', origin, newId),
  )
  const together = outcome.rejected.filter(({ body }) => body === undefined)
  return together.length > 0 ? [...records, whole(together, sent, origin, newId)] : records
}

function whole(rejected: Rejected[], sent: Sent, origin: Origin, newId: () => string): RejectRecord {
  return record(rejected, sent.bytes, sent.contentType ?? '', origin, newId)
}

function record(
  rejected: Rejected[],
  body: Uint8Array,
  contentType: string,
  origin: Origin,
  newId: () => string,
): RejectRecord {
  const errors = rejected.flatMap((one) => one.errors)
  const reason = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')
  return {
    type: 'reject',
    id: newId(),
    scope: origin.scope,
    source: origin.source,
    route: origin.route,
    contentType,
    receivedAt: toTimestamp(origin.receivedAt),
    reason: wellFormed(clip(reason, LONGEST_REASON)),
    path: errors[0]?.path ?? '',
    bodyBase64: Buffer.from(body).toString('base64'),
    status: 'open',
  }
}
