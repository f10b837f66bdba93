import { z } from 'zod'
import { labelFingerprint } from '../../schema/fingerprint.ts'
import type { AlertInput } from '../../schema/records/alert.ts'
import { readTime, toTimestamp } from '../../schema/records/time.ts'
import { subjectOf } from './entity.ts'
import { severityOfLabels } from './severity.ts'
import { listBody, type MapContext, PieceError, parsed, type Source } from './source.ts'
import { clip, defined, link } from './text.ts'

const texts = z.record(z.string(), z.string().nullish())

const postableAlert = z.object({
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
  map: (piece, context) => fromPostable(parsed(postableAlert, piece), context),
}

function fromPostable(alert: z.output<typeof postableAlert>, context: MapContext): AlertInput {
  const labels = withoutEmpty(alert.labels)
  if (Object.keys(labels).length === 0) {
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
  return defined({
    source: 'prometheus',
    fingerprint: labelFingerprint(labels),
    status: expires <= context.arrivedAt ? ('resolved' as const) : ('firing' as const),
    severity: severityOfLabels(labels),
    name: alertName(labels),
    summary: annotations['summary'],
    description: annotations['description'],
    at: toTimestamp(context.arrivedAt),
    startsAt: starts === undefined ? undefined : toTimestamp(starts),
    endsAt: toTimestamp(expires),
    ...subjectOf(labels),
    labels,
    annotations,
    url: link(alert.generatorURL),
  })
}

/** The `alertname` of labels, or the labels themselves where there is none. */
export function alertName(labels: Record<string, string>): string {
  const name = labels['alertname'] || Object.entries(labels).map((pair) => pair.join('='))
  return clip(String(name) || 'alert', 1024)
}

/** Labels or annotations without the empty ones, which count as absent in Prometheus. */
export function withoutEmpty(values: Record<string, string | null | undefined>): Record<string, string> {
  const kept: [string, string][] = []
  for (const [name, value] of Object.entries(values)) if (value) kept.push([name, value])
  return Object.fromEntries(kept)
}

/** Epoch milliseconds; undefined where the time is unset, which Go clients write as year 1. */
function given(field: string, text: string | null | undefined): number | undefined {
  if (!text || text.startsWith('0001-01-01')) return undefined
  // Alertmanager reads a time without a zone as UTC.
  const time = readTime(/[Zz]$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`)
  if (time === undefined) {
    throw new PieceError([{ path: field, message: `"${clip(text, 64)}" is not an RFC 3339 time` }])
  }
  return time
}
