import { z } from 'zod'
import { type AlertRecord, type Arrival, alertInput, alertRecord, completeAlert } from './alert.ts'
import { type ChangeRecord, changeInput, changeRecord, completeChange } from './change.ts'
import { type ClaimRecord, claimRecord } from './claim.ts'
import { type CommandRecord, commandRecord } from './command.ts'
import type { CorrelationRecord } from './correlation.ts'
import { isPlainAlertRecord, plainAlertInput } from './plain-alert.ts'
import { type RejectRecord, rejectRecord } from './reject.ts'
import { type TickRecord, tickRecord } from './tick.ts'
import { completeTopology, type TopologyRecord, topologyInput, topologyRecord } from './topology.ts'

/** Everything that the log can hold. */
export type LogRecord =
  | AlertRecord
  | ChangeRecord
  | TopologyRecord
  | CommandRecord
  | RejectRecord
  | TickRecord
  | ClaimRecord
  | CorrelationRecord

/** A record read from the log, or why it could not be understood. */
export type Decoded = { ok: true; record: LogRecord } | { ok: false; reason: string; path: string }

/** What every reader of a correlation record needs to judge whether it counts. */
const correlationInput = z.object({
  input: z.object({ from: z.number().int(), to: z.number().int(), until: z.number().int().optional() }),
  owner: z.string().optional(),
})

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads one log value (JSON bytes). Records that Barograph wrote are complete; records produced by others
 * are the canonical JSON of a client and are completed here, with the log's own arrival time, so that every
 * reader of the log sees the same. `fallbackId` names a change that has no id and must be the same at every
 * reading.
 */
export function decodeRecord(value: Uint8Array, arrival: Arrival, fallbackId: string): Decoded {
  let json: unknown
  try {
    json = JSON.parse(decoder.decode(value))
  } catch {
    return { ok: false, reason: 'not JSON in UTF-8', path: '' }
  }
  if (typeof json !== 'object' || json === null || !('type' in json)) {
    return { ok: false, reason: 'not an object with a "type"', path: 'type' }
  }
  const complete = 'receivedAt' in json
  switch (json.type) {
    case 'alert':
      return complete ? decodeAlert(json) : decodeAlertInput(json, arrival)
    case 'change':
      return complete
        ? checked(changeRecord, json)
        : checked(changeInput, json, (input) => completeChange(input, arrival, () => fallbackId))
    case 'topology':
      return complete
        ? checked(topologyRecord, json)
        : checked(topologyInput, json, (input) => completeTopology(input, arrival))
    case 'command':
      return checked(commandRecord, json)
    case 'reject':
      return checked(rejectRecord, json)
    case 'tick':
      return checked(tickRecord, json)
    case 'claim':
      return checked(claimRecord, json)
    case 'correlation':
      // Written by the correlator alone and large: checking all of its shape again would double its cost.
      return checked(correlationInput, json, () => json as CorrelationRecord)
    default:
      return { ok: false, reason: `unknown type ${JSON.stringify(json.type)}`, path: 'type' }
  }
}

function decodeAlert(json: object): Decoded {
  return isPlainAlertRecord(json) ? { ok: true, record: json } : checked(alertRecord, json)
}

function decodeAlertInput(json: object, arrival: Arrival): Decoded {
  const plain = plainAlertInput(json)
  if (plain) return { ok: true, record: completeAlert(plain, arrival) }
  return checked(alertInput, json, (input) => completeAlert(input, arrival))
}

function checked<T extends LogRecord>(schema: z.ZodType<T>, json: unknown): Decoded
function checked<O, T extends LogRecord>(
  schema: z.ZodType<O>,
  json: unknown,
  complete: (input: O) => T,
): Decoded
function checked(
  schema: z.ZodType,
  json: unknown,
  complete: (input: never) => LogRecord = (input) => input,
): Decoded {
  const result = schema.safeParse(json)
  if (result.success) return { ok: true, record: complete(result.data as never) }
  const issue = result.error.issues[0]
  return { ok: false, reason: issue?.message ?? 'invalid', path: issue?.path.join('.') ?? '' }
}

/** The JSON bytes of a record, as the log holds it. */
export function encodeRecord(record: LogRecord): Uint8Array {
  return Buffer.from(JSON.stringify(record))
}

/** The JSON bytes of each of many records, in one piece of memory where every character is one byte. */
export function encodeRecords(records: readonly LogRecord[]): Uint8Array[] {
  const texts = records.map((record) => JSON.stringify(record))
  const text = texts.join('')
  const bytes = Buffer.from(text)
  if (bytes.length !== text.length) return texts.map((one) => Buffer.from(one))
  let start = 0
  return texts.map(({ length }) => {
    start += length
    return bytes.subarray(start - length, start)
  })
}
