import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readList, readNow, readShared } from './search.ts'

test('an address keeps what it understands', () => {
  expect(readShared({ scope: 'prod-eu', range: '6h', other: 'x' })).toEqual({ scope: 'prod-eu', range: '6h' })
  expect(readList({ status: 'resolved', severity: 'high', q: 'db' })).toEqual({
    status: 'resolved',
    severity: 'high',
    q: 'db',
  })
  expect(readNow({ show: 'resolved' })).toEqual({ show: 'resolved' })
})

test('an address that makes no sense is the plain view', () => {
  expect(readShared({ scope: '', range: '1y' })).toEqual({})
  expect(readList({ status: 'gone', severity: 'HIGH', q: '' })).toEqual({})
  expect(readNow({ show: 'all' })).toEqual({})
})

test('nothing in an address breaks reading it', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('scope', 'range', 'status', 'severity', 'q', 'show'), fc.anything()),
      (search) => {
        const scope = readShared(search).scope
        if (scope !== undefined) expect(scope.length).toBeLessThanOrEqual(128)
        expect(Object.keys(readList(search)).every((key) => ['status', 'severity', 'q'].includes(key))).toBe(
          true,
        )
        expect([undefined, 'resolved']).toContain(readNow(search).show)
      },
    ),
    { examples: [[{ status: { toString: false } }]] },
  )
})
