import { expect, test } from 'vitest'
import type { LogRecord } from '../../schema/records/record.ts'
import { alert, command, correlateAll } from './testing.ts'

const disk = { name: 'DiskFull', entity: { type: 'node', name: 'n1' } }
const other = { name: 'PodCrash', entity: { type: 'pod', name: 'p1' } }

const alertsOf = (records: LogRecord[]) => {
  const run = correlateAll(records, { batch: 1, restartBefore: new Set([3, 5]) })
  return {
    alerts: [...(run.correlator.state.scopes.get('default')?.alerts.values() ?? [])],
    errors: run.found.flatMap(({ commands }) => commands).map(({ error }) => error),
    sent: new Map(run.found.flatMap(({ alerts }) => alerts).map((each) => [each.id, each])),
  }
}
const idOf = (name: string, records: LogRecord[]) =>
  alertsOf(records).alerts.find((each) => each.detail.name === name)?.id ?? ''

const begun = [alert(0, disk), alert(10, other), alert(60, disk)]
const id = idOf('DiskFull', begun)
const acknowledge = command('k1', { kind: 'acknowledge_alerts', alertIds: [id] }, 90)
const takeBack = command('k2', { kind: 'unacknowledge_alerts', alertIds: [id] }, 100)

test('one alert is acknowledged and no other, also when it is heard of again; it counts for no event', () => {
  const { sent, alerts, errors } = alertsOf([...begun, acknowledge, alert(120, disk)])
  expect(errors).toEqual([undefined])
  expect(alerts.map(({ detail, acknowledged }) => [detail.name, acknowledged])).toEqual([
    ['DiskFull', true],
    ['PodCrash', false],
  ])
  expect(sent.get(id)).toMatchObject({ status: 'acknowledged', events: 3 })
})

test('it ends with the alert: the next one of its kind fires', () => {
  const end = alert(180, { ...disk, status: 'resolved' })
  const { sent, alerts } = alertsOf([...begun, acknowledge, end, alert(7200, disk)])
  expect(sent.get(id)).toMatchObject({ status: 'resolved', endsAt: expect.stringContaining(':03:00') })
  const next = alerts.find((each) => each.detail.name === 'DiskFull' && each.id !== id)
  expect(next).toMatchObject({ acknowledged: false, end: undefined })
})

test('it is taken back; what a source acknowledged is not', () => {
  const { sent, errors } = alertsOf([...begun, acknowledge, takeBack])
  expect(errors).toEqual([undefined, undefined])
  expect(sent.get(id)).toMatchObject({ status: 'firing', events: 2 })
  const theirs = alertsOf([...begun, alert(70, { ...disk, status: 'acknowledged' }), takeBack])
  expect(theirs.errors).toEqual([expect.stringContaining('nobody acknowledged')])
  expect(theirs.sent.get(id)).toMatchObject({ status: 'acknowledged', events: 3 })
})

test('what is over, acknowledged already or unknown is refused', () => {
  const end = alert(80, { ...disk, status: 'resolved' })
  expect(alertsOf([...begun, end, acknowledge]).errors).toEqual(['none of these alerts fires'])
  const twice = command('k3', { kind: 'acknowledge_alerts', alertIds: [id] }, 95)
  expect(alertsOf([...begun, acknowledge, twice]).errors[1]).toContain('acknowledged already')
  const unknown = command('k4', { kind: 'acknowledge_alerts', alertIds: ['AL-NONE'] }, 95)
  expect(alertsOf([...begun, unknown]).errors).toEqual(['none of these alerts fires'])
})

test('with it an alert that two tools report, of which one is over', () => {
  const theirs = { ...disk, source: 'datadog', labels: { host: 'n1' } }
  const records = [...begun, alert(20, theirs), alert(70, { ...disk, status: 'resolved' })]
  const { sent } = alertsOf([...records, acknowledge])
  expect(sent.get(id)).toMatchObject({ status: 'acknowledged', sources: ['prometheus', 'datadog'] })
})
