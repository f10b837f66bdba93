import type { Alert } from '../../../schema/api/alert.ts'
import type { SilenceState } from '../../../schema/records/silence.ts'
import { toTimestamp } from '../../../schema/records/time.ts'
import { silenceState } from '../silence-state.ts'

/** Barograph sends to nobody itself; Alertmanager's clients want at least one receiver to be there. */
export const RECEIVER = 'barograph'

/** An alert as Alertmanager answers it (gettableAlert of its OpenAPI specification). */
export interface GettableAlert {
  annotations: Record<string, string>
  endsAt: string
  fingerprint: string
  receivers: { name: string }[]
  startsAt: string
  status: { inhibitedBy: string[]; silencedBy: string[]; state: 'active' | 'suppressed' | 'unprocessed' }
  updatedAt: string
  generatorURL?: string
  labels: Record<string, string>
}

/** A firing alert in Alertmanager's terms; it ends `resolveTimeoutMs` from `now` unless it is repeated. */
export function toGettable(alert: Alert, now: number, resolveTimeoutMs: number): GettableAlert {
  const { suppressedBy: held, summary } = alert
  return {
    // Where Alertmanager's clients look for what other senders say in fields of their own.
    annotations: { ...(summary !== undefined && { summary }), ...alert.annotations },
    endsAt: toTimestamp(now + resolveTimeoutMs),
    fingerprint: alert.fingerprint,
    receivers: [{ name: RECEIVER }],
    startsAt: alert.startsAt,
    status: {
      // Maintenance and flapping have no name in Alertmanager; being inhibited comes closest.
      inhibitedBy: held && held.kind !== 'silenced' ? [held.id] : [],
      silencedBy: held?.kind === 'silenced' ? [held.id] : [],
      state: held ? 'suppressed' : 'active',
    },
    updatedAt: alert.lastEventAt,
    ...(alert.url && { generatorURL: alert.url }),
    labels: { alertname: alert.name, ...alert.labels },
  }
}

/** A silence in Alertmanager's terms (gettableSilence). */
export function toGettableSilence(silence: SilenceState, now: number) {
  return {
    id: silence.id,
    status: { state: silenceState(silence, now) },
    updatedAt: silence.updatedAt,
    comment: silence.comment,
    createdBy: silence.createdBy,
    endsAt: silence.endsAt,
    matchers: silence.matchers,
    startsAt: silence.startsAt,
  }
}
