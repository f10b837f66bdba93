import type { AlertInput } from '../../../schema/records/alert.ts'

/** In which form alerts are sent. */
export type Form = 'alertmanager' | 'canonical'

const ROUTES: Record<Form, string> = { alertmanager: '/api/v2/alerts', canonical: '/api/v1/alerts' }
const SEVERITIES = ['critical', 'high', 'warning', 'warning', 'info'] as const
/** Long enough that no alert ends while it is sent again and again. */
const FIRES_FOR_MS = 3_600_000

/** The label that tells which alert it is. */
export const NUMBER_LABEL = 'number'

/** The bytes of HTTP requests, each with `batch` alerts; together they hold `fingerprints` different alerts. */
export function requestBytes(form: Form, fingerprints: number, batch: number, now: number): Buffer[] {
  const requests: Buffer[] = []
  for (let from = 0; from < fingerprints; from += batch) {
    const size = Math.min(batch, fingerprints - from)
    const alert = form === 'canonical' ? canonicalAlert : postableAlert
    const body = Buffer.from(JSON.stringify(Array.from({ length: size }, (_, i) => alert(from + i, now))))
    const head = `POST ${ROUTES[form]} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
    requests.push(Buffer.concat([Buffer.from(head), body]))
  }
  return requests
}

function labelsOf(n: number) {
  const service = `service-${n % 200}`
  return {
    alertname: `ErrorRatioHigh${n % 40}`,
    severity: SEVERITIES[n % SEVERITIES.length] ?? 'info',
    cluster: `cluster-${n % 3}`,
    namespace: `team-${n % 20}`,
    service,
    pod: `${service}-7d9f8b6c5d-${(n % 100_000).toString().padStart(5, '0')}`,
    [NUMBER_LABEL]: String(n),
  }
}

function annotationsOf(n: number) {
  return {
    summary: `The error ratio of service-${n % 200} is above its limit`,
    runbook_url: `https://runbooks.example.com/ErrorRatioHigh${n % 40}`,
  }
}

/** An alert as Prometheus sends it. */
function postableAlert(n: number, now: number) {
  return {
    labels: labelsOf(n),
    annotations: annotationsOf(n),
    startsAt: new Date(now - 60_000 - n).toISOString(),
    endsAt: new Date(now + FIRES_FOR_MS).toISOString(),
    generatorURL: `http://prometheus.example.com/graph?g0.expr=error_ratio+%3E+0.05&g0.tab=1`,
  }
}

function canonicalAlert(n: number, now: number): AlertInput {
  const labels = labelsOf(n)
  const { summary, ...annotations } = annotationsOf(n)
  return {
    source: 'prometheus',
    status: 'firing',
    severity: labels.severity,
    name: labels.alertname,
    summary,
    at: new Date(now - n).toISOString(),
    startsAt: new Date(now - 60_000 - n).toISOString(),
    service: labels.service,
    entity: { type: 'pod', name: labels.pod },
    labels,
    annotations,
    url: 'http://prometheus.example.com/graph?g0.expr=error_ratio+%3E+0.05&g0.tab=1',
  }
}
