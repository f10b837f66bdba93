import type { LogRecord } from '../../../schema/records/record.ts'
import { alert, correlateAll, topology } from '../testing.ts'

/** Seventy services behind one gateway, so that nothing here is a small system. */
const shop = Array.from({ length: 70 }, (_, i) => `gateway calls service-${i}`)
/** A disk and a proxy with what needs them, among these. */
const estate = topology(
  [
    ...shop,
    ...[0, 1, 2].map((i) => `service-${i} depends_on db-7`),
    'proxy-1 depends_on db-7',
    ...[10, 11, 12].map((i) => `service-${i} depends_on proxy-1`),
    ...Array.from({ length: 20 }, (_, i) => `service-${i + 30} runs_on rack-1`),
  ],
  [
    { id: 'db-7', type: 'database' },
    { id: 'proxy-1', type: 'proxy' },
    { id: 'rack-1', type: 'rack' },
  ],
)
/** A critical alert on a thing. */
export const on = (at: number, type: string, thing: string, name: string, more = {}) =>
  alert(at, { name, severity: 'critical', entity: { type, name: thing }, ...more })
/** An alert of a service that fails. */
export const errors = (at: number, service: number) =>
  on(at, 'service', `service-${service}`, 'HighErrorRatio', { severity: 'high' })

/** A disk is full, and in the same minute the certificate of what needs it has expired; each has its victims. */
export const diskAndCertificate = [
  on(0, 'database', 'db-7', 'DiskFull'),
  errors(20, 0),
  errors(22, 1),
  errors(25, 2),
  on(40, 'proxy', 'proxy-1', 'CertificateExpired'),
  errors(50, 10),
  errors(52, 11),
  errors(54, 12),
]

/** What is told in the end of the incidents that alerts make, why commands were refused, and the state that is left. */
export function tellOf(records: LogRecord[], feeding: Parameters<typeof correlateAll>[1] = {}) {
  const { found, correlator } = correlateAll([estate, ...records], feeding)
  const last = new Map(found.flatMap(({ incidents }) => incidents.map((one) => [one.id, one])))
  const things = new Map(found.flatMap(({ alerts }) => alerts.map((one) => [one.id, one.entity?.name])))
  const incidents = [...last.values()].filter(({ status }) => status !== 'merged')
  const lessons = new Map(found.flatMap(({ lessons: some = [] }) => some.map((one) => [one.id, one])))
  const refusals = found.flatMap(({ commands }) => commands.flatMap(({ error }) => error ?? []))
  const offers = incidents.flatMap(({ twoFaults }) => twoFaults ?? [])
  const reasons = found.flatMap(({ links }) =>
    links.flatMap(({ joinedBy }) => joinedBy.map(({ text }) => text)),
  )
  const { state } = correlator
  return { incidents, offers, things, lessons: [...lessons.values()], refusals, reasons, state }
}
