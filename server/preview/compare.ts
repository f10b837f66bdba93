import type { HeldBy } from '../../schema/records/correlation.ts'
import { severityRank } from '../../schema/severity.ts'
import type { Replayed, ReplayedIncident } from './replay.ts'

/** Incidents, notifications, and alerts by what kept them from a person, of one replay. */
export interface Figures {
  incidents: number
  notifications: number
  alerts: number
  heldBack: Partial<Record<HeldBy, number>>
}

/** Several incidents of one replay that are one in the other. */
export interface Regrouped {
  one: ReplayedIncident
  several: ReplayedIncident[]
}

/** An incident that one replay made and the other did not, with what keeps most of its alerts back there. */
export interface Lone {
  incident: ReplayedIncident
  /** Absent where nothing does: the other replay does not know its alerts. */
  heldBy?: HeldBy
}

/**
 * What differs between two replays of the same past. Every incident before is gone, merged or goes on, and every
 * incident after is new, split off or goes on, so that
 * after = before - gone - (merged - their groups) + split off + new.
 */
export interface Difference {
  before: Figures
  after: Figures
  /** Incidents before that become one; `one` is what they become. */
  merged: Regrouped[]
  /** Incidents before that come apart; `several` are what they become, the largest part first. */
  split: Regrouped[]
  added: Lone[]
  gone: Lone[]
  /** Incidents before that people were told of, and of whose alerts they would have been told nothing. */
  hidden: Lone[]
}

/** Compares what two settings made of the same past, the worst incidents first in every list. */
export function compare(before: Replayed, after: Replayed): Difference {
  const goesOnIn = mostShared(before, after)
  const cameFrom = mostShared(after, before)
  const comers = new Map<ReplayedIncident, ReplayedIncident[]>()
  for (const [old, now] of goesOnIn) comers.set(now, [...(comers.get(now) ?? []), old])
  const parts = new Map<ReplayedIncident, ReplayedIncident[]>()
  for (const [now, old] of cameFrom) {
    if (!comers.has(now)) parts.set(old, [...(parts.get(old) ?? []), now])
  }
  const toldAfter = new Set<string>()
  for (const { told, alertIds } of after.incidents.values())
    if (told) for (const id of alertIds) toldAfter.add(id)
  const merged = [...comers].filter(([, several]) => several.length > 1)
  const split = [...parts].map(([one, off]): [ReplayedIncident, ReplayedIncident[]] => {
    const rest = goesOnIn.get(one)
    return [one, [...(rest ? [rest] : []), ...off.sort(worstFirst)]]
  })
  return {
    before: figuresOf(before),
    after: figuresOf(after),
    merged: groups(merged.map(([one, several]) => [one, several.sort(worstFirst)])),
    split: groups(split),
    added: lone(after, (incident) => !cameFrom.has(incident), before),
    gone: lone(before, (incident) => !goesOnIn.has(incident), after),
    hidden: lone(before, (incident) => incident.told && !isTold(incident, toldAfter), after),
  }
}

/** Of each incident that one of the other side which has most of its alerts; those without any are left out. */
function mostShared(from: Replayed, to: Replayed): Map<ReplayedIncident, ReplayedIncident> {
  const places = new Map<string, ReplayedIncident>()
  for (const incident of to.incidents.values()) {
    for (const id of incident.alertIds) places.set(id, incident)
  }
  const found = new Map<ReplayedIncident, ReplayedIncident>()
  for (const incident of from.incidents.values()) {
    const shared = new Map<ReplayedIncident, number>()
    for (const id of incident.alertIds) {
      const other = places.get(id)
      if (other) shared.set(other, (shared.get(other) ?? 0) + 1)
    }
    const [most] = [...shared].sort(
      ([a, many], [b, few]) =>
        few - many || Number(b.id === incident.id) - Number(a.id === incident.id) || (a.id < b.id ? -1 : 1),
    )
    if (most) found.set(incident, most[0])
  }
  return found
}

function groups(found: [ReplayedIncident, ReplayedIncident[]][]): Regrouped[] {
  return found
    .map(([one, several]) => ({ one, several }))
    .sort((a, b) => b.several.length - a.several.length || worstFirst(a.one, b.one))
}

function isTold({ alertIds }: ReplayedIncident, told: ReadonlySet<string>): boolean {
  for (const id of alertIds) if (told.has(id)) return true
  return false
}

function lone(of: Replayed, which: (incident: ReplayedIncident) => boolean, other: Replayed): Lone[] {
  return [...of.incidents.values()]
    .filter(which)
    .sort(worstFirst)
    .map((incident) => {
      const held = tally([...incident.alertIds].map((id) => other.alerts.get(id)))
      const [most] = Object.entries(held).sort(([, a], [, b]) => b - a) as [HeldBy, number][]
      return { incident, ...(most && { heldBy: most[0] }) }
    })
}

function worstFirst(a: ReplayedIncident, b: ReplayedIncident): number {
  return (
    severityRank(b.severity) - severityRank(a.severity) ||
    b.alertIds.size - a.alertIds.size ||
    (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : a.id < b.id ? -1 : 1)
  )
}

function figuresOf({ incidents, notifications, alerts }: Replayed): Figures {
  return {
    incidents: incidents.size,
    notifications,
    alerts: alerts.size,
    heldBack: tally([...alerts.values()]),
  }
}

function tally(held: readonly (HeldBy | undefined)[]): Partial<Record<HeldBy, number>> {
  const counts: Partial<Record<HeldBy, number>> = {}
  for (const kind of held) if (kind !== undefined) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
