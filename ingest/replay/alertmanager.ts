import { labelFingerprint } from '../../schema/fingerprint.ts'
import type { AlertInput } from '../../schema/records/alert.ts'
import { readTime, toTimestamp } from '../../schema/records/time.ts'
import { alertmanager } from '../sources/alertmanager.ts'
import { prometheus } from '../sources/prometheus.ts'
import { isObject, type MapContext, PieceError } from '../sources/source.ts'
import type { Recorded } from './recorded.ts'

/** Whether a value is an alert as Alertmanager writes it: in webhooks, or as of GET or POST /api/v2/alerts. */
export function isAlertmanagerAlert(value: Record<string, unknown>): boolean {
  return isObject(value['labels']) && !('source' in value) && !('name' in value)
}

/** Whether a value is the payload of an Alertmanager webhook. */
export function isWebhook(value: Record<string, unknown>): value is { alerts: unknown[] } {
  return Array.isArray(value['alerts'])
}

/**
 * The canonical alert events of an alert as Alertmanager writes it, at the event times that it names: firing at its
 * start, resolved at its end. A posted alert says both when its end is past. `now` is in epoch milliseconds. Throws
 * PieceError, also when it names no start.
 */
export function fromAlertmanager(alert: Record<string, unknown>, now: number): Recorded[] {
  const status = alert['status']
  if (typeof status === 'string') {
    const event = mapped(alertmanager, alert, now)
    return [recorded(event, event.status === 'resolved' ? 'endsAt' : 'startsAt')]
  }
  // Of GET: `status` says active, suppressed or unprocessed; only what is not over is listed.
  if (isObject(status)) {
    const open = mapped(prometheus, { ...alert, status: undefined, endsAt: undefined }, now)
    return [
      recorded(
        { ...open, ...(isText(alert['fingerprint']) && { fingerprint: alert['fingerprint'] }) },
        'startsAt',
      ),
    ]
  }
  const event = mapped(prometheus, alert, now)
  if (event.status === 'firing') return [recorded(event, 'startsAt')]
  return [recorded({ ...event, status: 'firing' }, 'startsAt'), recorded(event, 'endsAt')]
}

/** Only decides that an alert without an end fires: that end is then left out. */
const SOME_TIME_MS = 60_000

function mapped(source: typeof alertmanager, alert: object, now: number): AlertInput {
  const context: MapContext = {
    arrivedAt: now,
    resolveTimeoutMs: SOME_TIME_MS,
    newId: () => '',
    envelope: {},
  }
  // Both sources map to alerts; their type speaks of any kind of record.
  return source.map(alert, context) as AlertInput
}

function recorded(event: AlertInput, time: 'startsAt' | 'endsAt'): Recorded {
  const at = readTime(event[time] ?? '')
  if (at === undefined)
    throw new PieceError([{ path: time, message: `is needed of an alert that is ${event.status}` }])
  // The end of what fires is its expiry at the time of recording, long past: it would resolve it at once.
  const { endsAt, ...rest } = event
  const fingerprint = event.fingerprint ?? labelFingerprint(event.labels ?? {})
  const record: AlertInput = {
    ...rest,
    ...(event.status === 'resolved' && { endsAt }),
    fingerprint,
    externalId: `${fingerprint}-${event.status}-${at}`,
    at: toTimestamp(at),
  }
  return { kind: 'alerts', at, record }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
