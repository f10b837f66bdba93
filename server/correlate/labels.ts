import type { AlertNode } from './state.ts'

/** The labels that matchers see: the alert's own, and those every Alertmanager user expects to be there. */
export function matchedLabels(alert: AlertNode): Record<string, string> {
  const { detail } = alert
  return {
    severity: detail.severity,
    ...(detail.service !== undefined && { service: detail.service }),
    ...detail.labels,
    alertname: detail.labels['alertname'] ?? detail.name,
  }
}
