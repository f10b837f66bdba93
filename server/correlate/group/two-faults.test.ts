import { expect, test } from 'vitest'
import type { LogRecord } from '../../../schema/records/record.ts'
import { alert, command, correlateAll, topology } from '../testing.ts'

/** Seventy services behind one gateway, so that nothing here is a small system. */
const shop = Array.from({ length: 70 }, (_, i) => `gateway calls service-${i}`)
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
const on = (at: number, type: string, thing: string, name: string, more = {}) =>
  alert(at, { name, severity: 'critical', entity: { type, name: thing }, ...more })
const errors = (at: number, service: number) =>
  on(at, 'service', `service-${service}`, 'HighErrorRatio', { severity: 'high' })

/** A disk is full, and in the same minute the certificate of what needs it has expired; each has its victims. */
const diskAndCertificate = [
  on(0, 'database', 'db-7', 'DiskFull'),
  errors(20, 0),
  errors(22, 1),
  errors(25, 2),
  on(40, 'proxy', 'proxy-1', 'CertificateExpired'),
  errors(50, 10),
  errors(52, 11),
  errors(54, 12),
]

/** What is told in the end of the incidents that alerts make. */
function tellOf(records: LogRecord[], feeding: Parameters<typeof correlateAll>[1] = {}) {
  const { found } = correlateAll([estate, ...records], feeding)
  const last = new Map(found.flatMap(({ incidents }) => incidents.map((one) => [one.id, one])))
  const things = new Map(found.flatMap(({ alerts }) => alerts.map((one) => [one.id, one.entity?.name])))
  const incidents = [...last.values()].filter(({ status }) => status !== 'merged')
  return { incidents, offers: incidents.flatMap(({ twoFaults }) => twoFaults ?? []), things }
}

test('a certificate and a disk in the same minute are said to be two, parted where they are', () => {
  const { incidents, offers, things } = tellOf(diskAndCertificate)
  const [offer] = offers
  expect([incidents.length, offers.length]).toEqual([1, 1])
  expect(offer?.alertIds.map((id) => things.get(id))).toEqual([
    'proxy-1',
    'service-10',
    'service-11',
    'service-12',
  ])
  expect(offer?.text).toMatch(
    /^CertificateExpired on proxy-1 may have begun on its own: .*link of \d+ %.*broken itself/,
  )
  expect(offer?.apart).toMatchObject({ alerts: 4, entities: 4, cause: { entity: { name: 'proxy-1' } } })
  expect(offer?.left).toMatchObject({ alerts: 4, entities: 4, cause: { entity: { name: 'db-7' } } })
  expect(offer?.chance).toBeGreaterThan(0.5)
})

test('a split accepts the offer as it is, and nothing is offered again', () => {
  const [before] = tellOf(diskAndCertificate).incidents
  const incidentId = before?.id ?? ''
  const alertIds = before?.twoFaults?.alertIds ?? []
  const order = command('split', { kind: 'split', incidentId, alertIds }, 90)
  const { incidents, offers } = tellOf([...diskAndCertificate, order, errors(95, 10)], { batch: 1 })
  expect(offers).toEqual([])
  expect(incidents.map(({ causes }) => causes[0]?.entity.name).sort()).toEqual(['db-7', 'proxy-1'])
})

test('of what a person merged nothing is offered', () => {
  const [before] = tellOf(diskAndCertificate).incidents
  const incidentId = before?.id ?? ''
  const alertIds = before?.twoFaults?.alertIds ?? []
  const split = command('split', { kind: 'split', incidentId, alertIds }, 90)
  const other = tellOf([...diskAndCertificate, split]).incidents.find(({ id }) => id !== incidentId)
  const merge = command('merge', { kind: 'merge', incidentId, incidentIds: [other?.id ?? ''] }, 95)
  const { incidents, offers } = tellOf([...diskAndCertificate, split, merge])
  expect([incidents.length, offers]).toEqual([1, []])
})

test('one rack that fails is one, however much is on it', () => {
  const services = Array.from({ length: 20 }, (_, i) =>
    on(5 + i * 3, 'service', `service-${i + 30}`, i % 2 ? 'HostDown' : 'HighErrorRatio'),
  )
  const { incidents, offers } = tellOf([on(0, 'rack', 'rack-1', 'PowerLost'), ...services])
  expect([incidents.length, offers]).toEqual([1, []])
})

test('a chain of what one fault breaks is one', () => {
  const chain = topology(['a calls b', 'b calls c', 'c calls d', 'd calls gateway'])
  const { incidents, offers } = tellOf([
    chain,
    on(0, 'service', 'gateway', 'HighErrorRatio'),
    ...['d', 'c', 'b', 'a'].map((name, i) => on(15 + i * 15, 'service', name, 'HighErrorRatio')),
  ])
  expect([incidents.length, offers]).toEqual([1, []])
})

test('it is the same offer in whatever order and batches the alerts come, and after a restart', () => {
  const { offers } = tellOf(diskAndCertificate)
  const [first, ...rest] = diskAndCertificate
  const others = first ? [...rest.toReversed(), first] : []
  expect(tellOf(others, { batch: 1 }).offers).toEqual(offers)
  expect(tellOf(others, { batch: 3, restartBefore: new Set([1, 2]) }).offers).toEqual(offers)
})
