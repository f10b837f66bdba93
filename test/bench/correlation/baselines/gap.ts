import type { FoundAlert } from '../replay.ts'

/**
 * Puts alerts together that begin at most `gapMs` after another one at the same place or near it, and what those are
 * together with. `placeOf` names where an alert is, `near` what lies near a place, itself included. The alerts must
 * be in the order of their beginning. Returns the group of each.
 */
export function groupByGap(
  alerts: readonly FoundAlert[],
  gapMs: number,
  placeOf: (alert: FoundAlert) => string,
  near: (place: string) => Iterable<string>,
): ReadonlyMap<string, string> {
  const leaders = new Map<string, string>()
  const leaderOf = (id: string): string => {
    const leader = leaders.get(id)
    if (leader === undefined || leader === id) return id
    const first = leaderOf(leader)
    leaders.set(id, first)
    return first
  }
  const latest = new Map<string, FoundAlert>()
  for (const alert of alerts) {
    const place = placeOf(alert)
    leaders.set(alert.id, alert.id)
    for (const other of near(place)) {
      const before = latest.get(other)
      if (before && alert.startsAt - before.startsAt <= gapMs)
        leaders.set(leaderOf(alert.id), leaderOf(before.id))
    }
    latest.set(place, alert)
  }
  return new Map(alerts.map(({ id }) => [id, leaderOf(id)]))
}
