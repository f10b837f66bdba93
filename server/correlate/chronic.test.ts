import { expect, test } from 'vitest'
import { alert, correlateAll, EPOCH, tick, topology } from './testing.ts'

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

const THINGS = ['db', 'api', 'caller-1', 'caller-2', 'caller-3']
const SMALL = topology(['api depends_on db', ...THINGS.slice(2).map((caller) => `${caller} calls api`)])
/** So often it begins again, one second after it was over; with the tenth time it is chronic. */
const AGAIN = 2400

test.each([1, 7, undefined])(
  'in a small system what becomes chronic goes with the fault that is on, not with the one before (batches of %s)',
  (batch) => {
    const service = (name: string) => ({ type: 'service', name })
    const slow = { name: 'HighLatency', entity: service('db'), fingerprint: 'slow' }
    const before = [...Array(10).keys()].flatMap((time) => [
      alert(time * AGAIN, slow),
      alert((time + 1) * AGAIN - 1, { ...slow, status: 'resolved' }),
    ])
    const burst = THINGS.map((thing, i) => {
      return alert(8 * AGAIN + 100 + i, { name: 'HighErrorRate', entity: service(thing), fingerprint: thing })
    })
    const records = [...before.slice(0, 17), ...burst, ...before.slice(17, 19)]
    const { correlator } = correlateAll([SMALL, ...records], batch === undefined ? {} : { batch })
    const alerts = [...(correlator.state.scopes.get('default')?.alerts.values() ?? [])]
    const last = alerts.findLast(({ fingerprint }) => fingerprint === 'slow')
    expect(last).toMatchObject({ chronic: true, start: EPOCH + 9 * AGAIN * 1000 })
    const there = alerts.filter(({ incidentId }) => incidentId === last?.incidentId)
    expect(there.map(({ fingerprint }) => fingerprint).sort()).toEqual([...THINGS, 'slow'].sort())
  },
)
