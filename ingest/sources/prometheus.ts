import { z } from 'zod'
import { labelFingerprint } from '../../schema/fingerprint.ts'
import type { AlertInput } from '../../schema/records/alert.ts'
import { isTextMap } from '../../schema/records/plain.ts'
import { readTime, toTimestamp } from '../../schema/records/time.ts'
import { subjectOf } from './entity.ts'
import { severityOfLabels } from './severity.ts'
import {
  isObject,
  isSentText,
  isSentTextMap,
  listBody,
  type MapContext,
  PieceError,
  parsed,
  type Source,
} from './source.ts'
import { clip, link } from './text.ts'

const texts = z.record(z.string(), z.string().nullish())

/** An alert as the API takes it; unknown members are dropped. */
export const postableAlert = z.object({
  labels: z.record(z.string(), z.string()),
  annotations: texts.nullish(),
  startsAt: z.string().nullish(),
  endsAt: z.string().nullish(),
  generatorURL: z.string().nullish(),
})

/**
 * Prometheus, amtool and whoever else posts to the Alertmanager API v2. An alert whose end is in the future
 * fires until then unless repeated; without an end it fires for the resolve timeout; otherwise it is resolved.
 * Source: prometheus/alertmanager, api/v2/api.go (postAlertsHandler), types/types.go (Alert.Validate).
 */
export const prometheus: Source = {
  name: 'prometheus',
  route: '/api/v2/alerts',
  kind: 'alert',
  answers: 'alertmanager',
  cut: (body) => listBody(body ?? [], 'a list of alerts'),
  map: (piece, context) =>
    fromPostable(isPlainPostable(piece) ? piece : parsed(postableAlert, piece), context),
}

/** Whether a piece is plainly what `postableAlert` takes as it is: only what is not has to be put into words. */
export function isPlainPostable(piece: unknown): piece is z.output<typeof postableAlert> {
  return (
    isObject(piece) &&
    isTextMap(piece['labels']) &&
    isSentTextMap(piece['annotations']) &&
    isSentText(piece['startsAt']) &&
    isSentText(piece['endsAt']) &&
    isSentText(piece['generatorURL'])
  )
}

function fromPostable(alert: z.output<typeof postableAlert>, context: MapContext): AlertInput {
  const labels = withoutEmpty(alert.labels)
  if (isEmpty(labels)) {
    throw new PieceError([{ path: 'labels', message: 'at least one label pair required' }])
  }
  if ('' in labels) throw new PieceError([{ path: 'labels', message: 'invalid label set: invalid name ""' }])
  const ends = given('endsAt', alert.endsAt)
  const starts = given('startsAt', alert.startsAt) ?? ends
  if (starts !== undefined && ends !== undefined && ends < starts) {
    throw new PieceError([{ path: 'startsAt', message: 'start time must be before end time' }])
  }
  const expires = ends ?? context.arrivedAt + context.resolveTimeoutMs
  const annotations = withoutEmpty(alert.annotations ?? {})
  const { entity, service } = subjectOf(labels)
  const input: AlertInput = {
    source: 'prometheus',
    fingerprint: labelFingerprint(labels),
    status: expires <= context.arrivedAt ? 'resolved' : 'firing',
    severity: severityOfLabels(labels),
    name: alertName(labels),
    at: toTimestamp(context.arrivedAt),
    endsAt: toTimestamp(expires),
    labels,
    annotations,
  }
  const { summary, description } = annotations
  if (summary !== undefined) input.summary = summary
  if (description !== undefined) input.description = description
  if (starts !== undefined) input.startsAt = toTimestamp(starts)
  if (entity) input.entity = entity
  if (service !== undefined) input.service = service
  const url = link(alert.generatorURL)
  if (url !== undefined) input.url = url
  return input
}

/** The `alertname` of labels, or the labels themselves where there is none. */
export function alertName(labels: Record<string, string>): string {
  const name = labels['alertname'] || Object.entries(labels).map((pair) => pair.join('='))
  return clip(String(name) || 'alert', 1024)
}

/** Labels or annotations without the empty ones, which count as absent in Prometheus. */
export function withoutEmpty(values: Record<string, string | null | undefined>): Record<string, string> {
  if (hasNoEmpty(values)) return values
  const kept: [string, string][] = []
  for (const [name, value] of Object.entries(values)) if (value) kept.push([name, value])
  return Object.fromEntries(kept)
}

function hasNoEmpty(values: Record<string, string | null | undefined>): values is Record<string, string> {
  for (const name in values) if (!values[name]) return false
  return true
}

function isEmpty(values: object): boolean {
  for (const _ in values) return false
  return true
}

const ZONE = /[Zz]$|[+-]\d\d:?\d\d$/

/** Epoch milliseconds; undefined where the time is unset, which Go clients write as year 1. */
function given(field: string, text: string | null | undefined): number | undefined {
  if (!text || text.startsWith('0001-01-01')) return undefined
  // Alertmanager reads a time without a zone as UTC.
  const time = readTime(text.endsWith('Z') || ZONE.test(text) ? text : `${text}Z`)
  if (time === undefined) {
    throw new PieceError([{ path: field, message: `"${clip(text, 64)}" is not an RFC 3339 time` }])
  }
  return time
}
