import { z } from 'zod'
import { labelFingerprint } from '../../schema/fingerprint.ts'
import type { AlertInput } from '../../schema/records/alert.ts'
import { toTimestamp } from '../../schema/records/time.ts'
import { subjectOf } from './entity.ts'
import { alertName, withoutEmpty } from './prometheus.ts'
import { severityOfLabels } from './severity.ts'
import { enveloped, type MapContext, parsed, type Source } from './source.ts'
import { defined, link } from './text.ts'

const texts = z.record(z.string(), z.string().nullish())

/** An alert as Alertmanager's webhook, and Grafana's after it, sends it. */
export const notifiedAlert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: texts,
  annotations: texts.nullish(),
  startsAt: z.string().nullish(),
  endsAt: z.string().nullish(),
  generatorURL: z.string().nullish(),
  fingerprint: z.string().max(256).nullish(),
})

/**
 * Alertmanager's webhook, version 4. A repeated notification is one more event of the same alert.
 * Source: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export const alertmanager: Source = {
  name: 'alertmanager',
  route: '/webhooks/alertmanager',
  kind: 'alert',
  answers: 'barograph',
  cut: (body) => enveloped(body, 'alerts'),
  map: (piece, context) => fromNotified('alertmanager', parsed(notifiedAlert, piece), context),
}

/**
 * The canonical alert of a notified one. Its event time is its arrival; an end in year 1, as Go writes a time
 * that is not set, means that it is open.
 */
export function fromNotified(
  source: string,
  alert: z.output<typeof notifiedAlert>,
  context: MapContext,
): AlertInput {
  const labels = withoutEmpty(alert.labels)
  const annotations = withoutEmpty(alert.annotations ?? {})
  return defined({
    source,
    fingerprint: alert.fingerprint || labelFingerprint(labels),
    status: alert.status,
    severity: severityOfLabels(labels),
    name: alertName(labels),
    summary: annotations['summary'],
    description: annotations['description'],
    at: toTimestamp(context.arrivedAt),
    startsAt: setTime(alert.startsAt),
    endsAt: setTime(alert.endsAt),
    ...subjectOf(labels),
    labels,
    annotations,
    url: link(alert.generatorURL),
  })
}

function setTime(text: string | null | undefined): string | undefined {
  return text && text.length <= 64 && !text.startsWith('0001-01-01') ? text : undefined
}
