import { expect, test } from 'vitest'
import { diskAndCertificate, errors, on, tellOf } from '../testing/two-faults.ts'
import { command, topology } from '../testing.ts'

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
