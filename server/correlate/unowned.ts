import type { IncidentAction } from '../../schema/records/correlation.ts'
import { toTimestamp } from '../../schema/records/time.ts'
import { SEVERITIES, type Severity, severityRank } from '../../schema/severity.ts'
import type { IncidentNode } from './state.ts'
import type { Stretch, Tally } from './tally-sums.ts'
import type { Work } from './work.ts'

/**
 * A time (epoch milliseconds) for which someone had an incident; `until` is undefined while they have it. What was
 * acknowledged is so until the stretch of activity is over, what was assigned until it is taken back.
 */
export interface Owned {
  by: 'acknowledgement' | 'assignment'
  from: number
  until: number | undefined
}

/** So many are kept of an incident; then the two oldest are taken for one. */
const MOST_OWNED = 50

/** Notes that someone has an incident from now on. */
export function own(incident: IncidentNode, by: Owned['by'], now: number): void {
  const { owned } = incident
  if (owned.some((one) => one.by === by && one.until === undefined)) return
  owned.push({ by, from: now, until: undefined })
  const [first, second] = owned
  if (owned.length > MOST_OWNED && first && second)
    owned.splice(0, 2, { by: 'assignment', from: first.from, until: second.until ?? second.from })
}

/** Notes that nobody has it by this from now on. */
export function disown(incident: IncidentNode, by: Owned['by'], now: number): void {
  for (const one of incident.owned) if (one.by === by) one.until ??= now
}

/**
 * When (epoch milliseconds) each stretch in which an incident was open had been without an owner for `afterMs` on end,
 * for the first time; for one that may still be taken on in time it is ahead. Stretches that never were are left out.
 */
export function unownedTimes(
  stretches: readonly Pick<Stretch, 'start' | 'end'>[],
  owned: readonly Owned[],
  afterMs: number,
): number[] {
  return stretches.flatMap(({ start, end }) => {
    const within = owned
      .map(({ by, from, until = Number.POSITIVE_INFINITY }) => {
        if (by === 'assignment') return { from, until }
        return from >= start && from <= end ? { from, until: Math.min(until, end) } : undefined
      })
      .filter((one) => one !== undefined)
      .sort((a, b) => a.from - b.from)
    let free = start
    for (const { from, until } of within) {
      if (from - free >= afterMs) break
      free = Math.max(free, until)
    }
    return free + afterMs < end ? [free + afterMs] : []
  })
}

/** When an incident was open: while alerts were on, but for what people decided. `decided`: their last word stands. */
export function openStretches(
  work: Work,
  incident: IncidentNode,
  tally: Tally,
  decided: boolean,
): Pick<Stretch, 'start' | 'end'>[] {
  // One that begins as an alert flaps interrupts nobody.
  const active = tally.stretches.filter(({ flaps }, i) => i === 0 || !flaps)
  const { override } = incident
  const loud = loudSince(work, tally)
  const open = active.map(({ start, end }) => ({ start: Math.max(start, loud), end }))
  if (!override) return open
  const { at } = override
  if (override.status === 'open')
    return decided ? [...open, { start: at, end: Number.POSITIVE_INFINITY }] : open
  const again = decided ? Number.POSITIVE_INFINITY : firstAfter(work, incident, at)
  return open.flatMap(({ start, end }) => [
    ...(start < at ? [{ start, end: Math.min(end, at) }] : []),
    ...(end > again ? [{ start: Math.max(start, again), end }] : []),
  ])
}

/** From when on an incident was bad enough to be told of. */
function loudSince({ settings }: Work, { opener, began }: Tally): number {
  const isLoud = (severity: Severity) => severityRank(severity) >= severityRank(settings.notifyFrom)
  if (!opener || isLoud(opener.severity)) return Number.NEGATIVE_INFINITY
  return Math.min(...SEVERITIES.filter(isLoud).map((severity) => began[severity] ?? Number.POSITIVE_INFINITY))
}

function firstAfter({ scope }: Work, incident: IncidentNode, at: number): number {
  let first = Number.POSITIVE_INFINITY
  for (const id of incident.alertIds) {
    const start = scope.alerts.get(id)?.start ?? at
    if (start > at) first = Math.min(first, start)
  }
  return first
}

/** What was done about an incident, with the times at which it had stayed unowned for too long. */
export function actionsOf({ actions, unowned }: Pick<IncidentNode, 'actions' | 'unowned'>): IncidentAction[] {
  if (unowned.length === 0) return actions
  const told = unowned.map(
    (at): IncidentAction => ({
      at: toTimestamp(at),
      by: { kind: 'system', name: 'barograph' },
      kind: 'unowned',
    }),
  )
  return [...actions, ...told].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}
