import { z } from 'zod'
import { fromNotified, notifiedAlert } from './alertmanager.ts'
import { enveloped, parsed, type Source } from './source.ts'
import { asTexts, link } from './text.ts'

const grafanaAlert = notifiedAlert.extend({
  values: z.record(z.string(), z.unknown()).nullish(),
  valueString: z.string().nullish(),
  dashboardURL: z.string().nullish(),
  panelURL: z.string().nullish(),
  silenceURL: z.string().nullish(),
})

/**
 * Grafana's unified alerting webhook. What it has beyond Alertmanager's becomes annotations: the organisation,
 * the values that fired (`value_B`), and the links to dashboard, panel and silence.
 * Source: https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
 */
export const grafana: Source = {
  name: 'grafana',
  route: '/webhooks/grafana',
  kind: 'alert',
  answers: 'barograph',
  cut: (body) => enveloped(body, 'alerts'),
  map(piece, context) {
    const alert = parsed(grafanaAlert, piece)
    const record = fromNotified('grafana', alert, context)
    const values = Object.entries(alert.values ?? {}).map(([name, value]) => [`value_${name}`, value])
    const extra = asTexts({
      orgId: context.envelope['orgId'],
      dashboardURL: link(alert.dashboardURL),
      panelURL: link(alert.panelURL),
      silenceURL: link(alert.silenceURL),
      ...Object.fromEntries(values),
    })
    const url = link(alert.panelURL) ?? link(alert.dashboardURL) ?? record.url
    return { ...record, ...(url && { url }), annotations: { ...record.annotations, ...extra } }
  },
}
