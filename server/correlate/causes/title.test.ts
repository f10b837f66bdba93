import { describe, expect, test } from 'vitest'
import { alert, correlateAll, incidentsOf, topology } from '../testing.ts'

const db = { type: 'database', name: 'payments-db' }
const needing = ['payments', 'refunds', 'checkout', 'web']
const shop = topology(
  needing.flatMap((name) => [`${name} depends_on payments-db`, `${name}-0 part_of ${name}`]),
  [
    { id: 'payments-db', type: 'database' },
    ...needing.map((id, index) => ({ id, type: 'service', tier: index + 1 })),
    ...needing.map((name) => ({ id: `${name}-0`, type: 'pod' })),
  ],
)
const exhausted = alert(0, { name: 'ConnectionsExhausted', entity: db, summary: 'no connections left' })
const errors = (at: number, name: string) =>
  alert(at, { name: 'Errors', entity: { type: 'service', name }, service: name })
const slow = (at: number, name: string) =>
  alert(at, { name: 'SlowResponses', entity: { type: 'pod', name: `${name}-0` }, service: name })

function titles(...records: Parameters<typeof correlateAll>[0]): string[] {
  return incidentsOf(correlateAll([shop, ...records])).map(({ title }) => title)
}

describe('the title of an incident', () => {
  test('names the services hit and counts them as the incident does, whatever else of them alerts', () => {
    const records = needing.flatMap((name, index) => [errors(20 + index, name), slow(30 + index, name)])
    expect(titles(exhausted, ...records)).toEqual([
      'payments-db: no connections left; hits payments, refunds and 2 more services',
    ])
    expect(titles(exhausted, ...records.slice(0, 6))).toEqual([
      'payments-db: no connections left; hits payments, refunds and 1 more service',
    ])
  })

  test('names a service of which only an instance alerts', () => {
    expect(titles(exhausted, slow(20, 'web'), errors(21, 'payments'))).toEqual([
      'payments-db: no connections left; hits payments and web',
    ])
  })

  test('says nothing of others where there are none', () => {
    expect(titles(exhausted)).toEqual(['payments-db: no connections left'])
  })
})
