import { expect, test } from 'vitest'
import { alert, correlateAll, tick } from './testing.ts'

const HOUR = 3600
const cache = { type: 'cache', name: 'catalog-cache' }
/** Fires for 40 minutes of every hour, and critical from the seventh on. */
const noise = Array.from({ length: 12 }, (_, hour) => {
  const severity = hour < 7 ? ('warning' as const) : ('critical' as const)
  const said = { name: 'HitRatioLow', entity: cache, severity }
  return [alert(hour * HOUR, said), alert(hour * HOUR + 2400, { ...said, status: 'resolved' })]
}).flat()

function run(batch?: number) {
  const { correlator, found } = correlateAll(
    [...noise.slice(0, -1), tick(60)],
    batch === undefined ? {} : { batch },
  )
  const incidents = [...(correlator.state.scopes.get('default')?.incidents.values() ?? [])]
  return { incidents, notifications: found.flatMap(({ notifications }) => notifications) }
}

test.each([1, 3, undefined])(
  'what fires all the time neither keeps an incident open nor makes it worse (batches of %s)',
  (batch) => {
    const { incidents, notifications } = run(batch)
    expect(notifications.map(({ reason }) => reason)).toContain('opened')
    expect(incidents.filter(({ status }) => status !== 'resolved')).toEqual([])
    expect(incidents.filter(({ severity }) => severity === 'critical')).toEqual([])
    expect(notifications.filter(({ severity }) => severity === 'critical')).toEqual([])
  },
)
