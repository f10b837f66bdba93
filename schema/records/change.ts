import { z } from 'zod'
import { entity } from '../entity.ts'
import type { Arrival } from './alert.ts'
import { CHANGE_KINDS } from './change-kinds.ts'
import { clientTime, sanitiseTime, timeCorrection, timestamp, toTimestamp } from './time.ts'

/** What sort of change it is. */
export const changeKind = z.enum(CHANGE_KINDS)
/** What sort of change it is. */
export type ChangeKind = z.infer<typeof changeKind>

const risk = z.union([z.string().max(64), z.number()])

/** A canonical change as a client posts it. A maintenance change suppresses alerts of its entity while it lasts. */
export const changeInput = z.object({
  type: z.literal('change').optional(),
  id: z.string().min(1).max(256).optional(),
  source: z.string().min(1).max(128),
  scope: z.string().min(1).max(128).optional(),
  kind: changeKind,
  at: clientTime.nullish(),
  endedAt: clientTime.nullish(),
  by: z.string().max(256).default('unknown'),
  entity: entity.optional(),
  service: z.string().min(1).max(512).optional(),
  summary: z.string().min(1).max(8192),
  version: z.string().max(256).optional(),
  url: z.string().max(4096).optional(),
  risk: risk.optional(),
})
/** A canonical change as a client posts it. */
export type ChangeInput = z.input<typeof changeInput>

/** A canonical change as the log holds it. */
export const changeRecord = z.object({
  type: z.literal('change'),
  id: z.string(),
  source: z.string(),
  scope: z.string(),
  kind: changeKind,
  at: timestamp,
  endedAt: timestamp.optional(),
  by: z.string(),
  entity: entity.optional(),
  service: z.string().optional(),
  summary: z.string(),
  version: z.string().optional(),
  url: z.string().optional(),
  risk: risk.optional(),
  receivedAt: timestamp,
  timeCorrected: timeCorrection.optional(),
})
/** A canonical change as the log holds it. */
export type ChangeRecord = z.infer<typeof changeRecord>

/** How far ahead a change (a planned maintenance) may be announced: 400 days in milliseconds. */
const PLANNED_AHEAD_MS = 400 * 86_400_000

/** Completes a validated change: scope, id (given by `newId` when the sender has none) and sanitised times. */
export function completeChange(
  input: z.output<typeof changeInput>,
  arrival: Arrival,
  newId: () => string,
): ChangeRecord {
  const { type: _type, id, at: _at, endedAt, scope, ...rest } = input
  const tolerance = input.kind === 'maintenance' ? PLANNED_AHEAD_MS : arrival.clockToleranceMs
  const time = sanitiseTime(input.at, arrival.at, tolerance)
  const record: ChangeRecord = {
    ...rest,
    type: 'change',
    id: id ?? newId(),
    scope: scope ?? arrival.scope,
    at: toTimestamp(time.at),
    receivedAt: toTimestamp(arrival.at),
  }
  if (time.corrected) record.timeCorrected = time.corrected
  const ended = sanitiseTime(endedAt, arrival.at, PLANNED_AHEAD_MS)
  if (!ended.corrected && ended.at >= time.at) record.endedAt = toTimestamp(ended.at)
  return record
}
