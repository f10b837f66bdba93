import { expect, test } from 'vitest'
import type { Alert } from '../../../../../schema/api/views.ts'
import { laneBars, lanes, lanesLayout } from './lanes-layout.ts'

const NOW = Date.UTC(2026, 10, 19, 2, 33)
const iso = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString()

function alert(service: string, from: number, to?: number): Alert {
  return {
    id: `${service}${from}`,
    fingerprint: service,
    scope: 'default',
    status: to === undefined ? 'firing' : 'resolved',
    severity: from < -10 ? 'critical' : 'high',
    name: 'Slow',
    source: 'prometheus',
    sources: ['prometheus'],
    service,
    startsAt: iso(from),
    ...(to !== undefined && { endsAt: iso(to) }),
    lastEventAt: iso(from),
    events: 1,
    flapping: false,
    labels: {},
    annotations: {},
  }
}

test('overlapping alerts of a service are one bar, apart ones two', () => {
  const [api, web] = lanes(
    [alert('api', -20, -15), alert('api', -17, -12), alert('api', -5), alert('web', -4, -3)],
    NOW,
  )
  expect(api?.bars).toEqual([
    { from: NOW - 20 * 60_000, to: NOW - 12 * 60_000 },
    { from: NOW - 5 * 60_000, to: NOW },
  ])
  expect(api).toMatchObject({ alerts: 3, severity: 'critical' })
  expect(web?.bars).toHaveLength(1)
})

test('every alert began within one bar of its lane', () => {
  const all = lanes(
    [alert('api', -20, -15), alert('api', -17, -12), alert('api', -5), alert('web', -4, -3)],
    NOW,
  )
  expect(laneBars(all)).toMatchObject({
    names: ['api', 'web'],
    bars: [
      { lane: 0, alerts: 2 },
      { lane: 0, alerts: 1, to: NOW },
      { lane: 1, alerts: 1 },
    ],
  })
})

test('lanes, bars and marks lie within the drawing', () => {
  const window = { from: NOW - 30 * 60_000, to: NOW }
  const drawn = lanesLayout({
    lanes: lanes([alert('api', -60), alert('web', -4, -3)], NOW),
    changes: [
      { id: 'c', at: NOW - 25 * 60_000, text: 'config deploy' },
      { id: 'gone', at: NOW - 90 * 60_000, text: 'too early' },
    ],
    actions: [{ id: 'a', at: NOW - 60_000, text: 'Mara acknowledged it' }],
    window,
    width: 1200,
  })
  expect(drawn.changes.map((mark) => mark.id)).toEqual(['c'])
  expect(drawn.changeLabels.map((label) => label.text)).toEqual(['config deploy'])
  expect(drawn.lanes[0]?.bars[0]).toEqual({ x: 190, width: drawn.right - 190 })
  expect(drawn.lanes[0]?.ticks).toBe('')
  expect(drawn.actionLabels[0]?.anchor).toBe('end')
  for (const lane of drawn.lanes) expect(lane.y).toBeLessThan(drawn.height)
})
