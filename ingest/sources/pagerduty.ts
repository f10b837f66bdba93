import { z } from 'zod'
import { labelFingerprint } from '../../schema/fingerprint.ts'
import type { AlertInput } from '../../schema/records/alert.ts'
import { toTimestamp } from '../../schema/records/time.ts'
import { type Subject, subjectOf } from './entity.ts'
import { type MapContext, PieceError, parsed, type Source, wholeBody } from './source.ts'
import { asTexts, clip, defined, link } from './text.ts'

/** Bytes that PagerDuty takes in one event. */
export const PAGERDUTY_BODY_BYTES = 512 * 1024
/** Characters of a summary, which PagerDuty cuts off. */
const LONGEST_SUMMARY = 1024

const required = (name: string) =>
  z.string({ error: `'${name}' is missing or not a string` }).min(1, `'${name}' is missing or blank`)

const optional = z.string().nullish()

/** Links of an event; one that lacks its address is left out. */
export const links = z.array(z.object({ href: optional, text: optional })).nullish()

const payload = z.object(
  {
    summary: required('payload.summary'),
    source: required('payload.source'),
    severity: z.enum(['critical', 'error', 'warning', 'info'], {
      error:
        "'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')",
    }),
    timestamp: optional,
    component: optional,
    group: optional,
    class: optional,
    custom_details: z.unknown().optional(),
  },
  { error: "'payload' is missing or not an object (it is required to trigger)" },
)

const event = z.object({
  routing_key: required('routing_key'),
  event_action: z.enum(['trigger', 'acknowledge', 'resolve'], {
    error: "'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')",
  }),
  dedup_key: z
    .string()
    .max(255, "Length of 'dedup_key' is incorrect (should be at most 255 characters)")
    .nullish(),
  client: optional,
  client_url: optional,
  links,
  images: z.array(z.object({ src: optional })).nullish(),
  payload: z.unknown().optional(),
})

const STATUS = { trigger: 'firing', acknowledge: 'acknowledged', resolve: 'resolved' } as const
const SEVERITY = { critical: 'critical', error: 'high', warning: 'warning', info: 'info' } as const

/**
 * PagerDuty's Events API v2. The routing key and the `dedup_key` together identify the alert; a trigger
 * without a `dedup_key` gets one, which the answer and the annotation `dedup_key` tell. Acknowledging and
 * resolving events carry no name or severity of their own: they go by the `dedup_key`, as info.
 * Source: https://developer.pagerduty.com/docs/send-alert-event
 */
export const pagerduty: Source = {
  name: 'pagerduty',
  route: '/v2/enqueue',
  kind: 'alert',
  answers: 'pagerduty',
  tokenMember: 'routing_key',
  bodyBytes: PAGERDUTY_BODY_BYTES,
  cut: wholeBody,
  map: (piece, context) => fromEvent(parsed(event, piece), context),
}

function fromEvent(sent: z.output<typeof event>, context: MapContext): AlertInput {
  const key = sent.dedup_key || (sent.event_action === 'trigger' ? context.newId() : undefined)
  if (!key) {
    const message = `'dedup_key' is missing or blank (it is required to ${sent.event_action})`
    throw new PieceError([{ path: 'dedup_key', message }])
  }
  const identity = {
    source: 'pagerduty',
    fingerprint: labelFingerprint({ routing_key: sent.routing_key, dedup_key: key }),
    status: STATUS[sent.event_action],
  }
  if (sent.event_action !== 'trigger') {
    const at = toTimestamp(context.arrivedAt)
    return { ...identity, severity: 'info', name: key, at, labels: {}, annotations: { dedup_key: key } }
  }
  return { ...identity, ...fromPayload(sent, key) }
}

function fromPayload(sent: z.output<typeof event>, key: string) {
  const about = parsed(z.object({ payload }), sent).payload
  const details = customDetails(about.custom_details)
  const labels = asTexts({
    source: about.source,
    component: about.component || undefined,
    group: about.group || undefined,
    class: about.class || undefined,
  })
  const url = link(sent.client_url) ?? sent.links?.map(({ href }) => link(href)).find(Boolean)
  return defined({
    severity: SEVERITY[about.severity],
    name: clip(about.class || about.summary, 1024),
    summary: clip(about.summary, LONGEST_SUMMARY),
    at: about.timestamp && about.timestamp.length <= 64 ? about.timestamp : undefined,
    ...subjectOfEvent(about, details, sent.client),
    labels,
    annotations: { ...details, dedup_key: key },
    url,
  })
}

/**
 * What the event is about: its source counts as a host, which some senders fill with their own name
 * (Alertmanager does, with that of the client); its details may name something more specific.
 */
function subjectOfEvent(
  about: z.output<typeof payload>,
  details: Record<string, string>,
  client: string | null | undefined,
): Subject {
  const host = about.source === client ? {} : { host: about.source }
  const { entity, service = about.group ? clip(about.group, 512) : undefined } = subjectOf({
    ...host,
    ...details,
  })
  const part = about.component || service
  return defined({
    service,
    entity: entity ?? (part ? { type: 'service', name: clip(part, 512) } : undefined),
  })
}

/** Custom details as texts: an object by its members, anything else as one. */
export function customDetails(details: unknown): Record<string, string> {
  if (details === null || details === undefined) return {}
  if (typeof details === 'object' && !Array.isArray(details)) return asTexts({ ...details })
  return asTexts({ details })
}
