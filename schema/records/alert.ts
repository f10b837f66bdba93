import { z } from 'zod'
import { entity } from '../entity.ts'
import { labelFingerprint } from '../fingerprint.ts'
import { severity } from '../severity.ts'
import { clientTime, readTime, sanitiseTime, timeCorrection, timestamp, toTimestamp } from './time.ts'

/** What an alert event says of its condition. */
export const ALERT_EVENT_STATUSES = ['firing', 'resolved', 'acknowledged'] as const
const alertEventStatus = z.enum(ALERT_EVENT_STATUSES)
const labelMap = z.record(z.string(), z.string())

/** The canonical alert event as a client posts it. */
export const alertInput = z.object({
  type: z.literal('alert').optional(),
  source: z.string().min(1).max(128),
  externalId: z.string().min(1).max(512).optional(),
  fingerprint: z.string().min(1).max(256).optional(),
  status: alertEventStatus,
  severity,
  name: z.string().min(1).max(1024),
  summary: z.string().optional(),
  description: z.string().optional(),
  at: clientTime.nullish(),
  startsAt: clientTime.nullish(),
  endsAt: clientTime.nullish(),
  scope: z.string().min(1).max(128).optional(),
  service: z.string().min(1).max(512).optional(),
  entity: entity.optional(),
  labels: labelMap.default({}),
  annotations: labelMap.optional(),
  url: z.string().max(4096).optional(),
})
/** The canonical alert event as a client posts it. */
export type AlertInput = z.input<typeof alertInput>

/** A canonical alert event as the log holds it: complete, its clock checked. */
export const alertRecord = z.object({
  type: z.literal('alert'),
  scope: z.string(),
  source: z.string(),
  externalId: z.string().optional(),
  fingerprint: z.string(),
  status: alertEventStatus,
  severity,
  name: z.string(),
  summary: z.string().optional(),
  description: z.string().optional(),
  /** Event time. */
  at: timestamp,
  /** When the condition began, where the source says so. */
  startsAt: timestamp.optional(),
  /** When it ended (resolved) or when it counts as ended unless repeated before (firing). */
  endsAt: timestamp.optional(),
  service: z.string().optional(),
  entity: entity.optional(),
  labels: labelMap,
  annotations: labelMap.optional(),
  url: z.string().optional(),
  receivedAt: timestamp,
  timeCorrected: timeCorrection.optional(),
})
/** A canonical alert event as the log holds it. */
export type AlertRecord = z.infer<typeof alertRecord>

/** What completing a record needs to know of its arrival. */
export interface Arrival {
  /** Epoch milliseconds. */
  at: number
  /** Scope of records that name none. */
  scope: string
  /** How far in the future a sender's clock may be, in milliseconds, before it is corrected. */
  clockToleranceMs: number
}

/** 100 years: an expiry further ahead means that there is none, and would not fit the database's times. */
const NEVER_EXPIRES_MS = 100 * 365 * 86_400_000

/**
 * Completes a validated alert event: scope, fingerprint and sanitised times. A firing event may have an
 * `endsAt` in the future (its expiry); a resolved one may not, it then ends at its event time.
 */
export function completeAlert(input: z.output<typeof alertInput>, arrival: Arrival): AlertRecord {
  const time = sanitiseTime(input.at, arrival.at, arrival.clockToleranceMs)
  const { name, labels, endsAt } = input
  const record: AlertRecord = {
    type: 'alert',
    scope: input.scope ?? arrival.scope,
    source: input.source,
    fingerprint: input.fingerprint ?? fingerprintOf(name, labels),
    status: input.status,
    severity: input.severity,
    name,
    labels,
    at: toTimestamp(time.at),
    receivedAt: toTimestamp(arrival.at),
  }
  if (input.externalId !== undefined) record.externalId = input.externalId
  if (input.summary !== undefined) record.summary = input.summary
  if (input.description !== undefined) record.description = input.description
  if (input.service !== undefined) record.service = input.service
  if (input.entity !== undefined) record.entity = input.entity
  if (input.annotations !== undefined) record.annotations = input.annotations
  if (input.url !== undefined) record.url = input.url
  if (time.corrected) record.timeCorrected = time.corrected
  const starts = believable(input.startsAt, arrival)
  if (starts !== undefined) record.startsAt = toTimestamp(starts)
  const ends = input.status === 'firing' ? readTime(endsAt ?? '') : believable(endsAt, arrival)
  const expires = ends !== undefined && ends > 0 && ends < arrival.at + NEVER_EXPIRES_MS
  if (expires && (starts === undefined || ends >= starts)) {
    record.endsAt = toTimestamp(ends)
  }
  return record
}

function fingerprintOf(name: string, labels: Record<string, string>): string {
  return labelFingerprint(labels['alertname'] === name ? labels : { ...labels, alertname: name })
}

function believable(time: z.output<typeof clientTime> | null | undefined, arrival: Arrival) {
  const checked = sanitiseTime(time, arrival.at, arrival.clockToleranceMs)
  return checked.corrected ? undefined : checked.at
}
