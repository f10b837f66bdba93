import { expect, test } from 'vitest'
import { alert, change, correlateAll, incidentsOf, settingsWith, topology } from '../testing.ts'

const db = { type: 'database', name: 'db' }
const shop = topology(['web depends_on db'], [{ id: 'db', type: 'database' }])
/** A fault of the database that begins at `seconds`, with or without a change of its config shortly before. */
const fault = (seconds: number, changed: boolean) => [
  ...(changed ? [change(seconds - 60, { id: `c${seconds}`, entity: db })] : []),
  alert(seconds, { name: 'ConnectionsExhausted', entity: db }),
  alert(seconds + 20, { name: 'Errors', entity: { type: 'service', name: 'web' } }),
  alert(seconds + 300, { name: 'ConnectionsExhausted', entity: db, status: 'resolved' }),
  alert(seconds + 300, { name: 'Errors', entity: { type: 'service', name: 'web' }, status: 'resolved' }),
]

test('a change says how many incidents of its thing ones like it preceded', () => {
  const hours = [0, 4, 8, 12].map((hour) => hour * 3600)
  const records = hours.flatMap((seconds, i) => fault(seconds + 3600, i !== 1))
  const run = correlateAll([shop, ...records], { settings: settingsWith() })
  const newest = incidentsOf(run).find(({ suspects }) => suspects.some(({ id }) => id === `c${13 * 3600}`))
  const reasons = newest?.suspects[0]?.reasons.map(({ text }) => text)
  expect(reasons).toContain('similar changes preceded 2 of its last 3 incidents')
})
