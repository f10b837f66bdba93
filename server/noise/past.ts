/** An alert as it was. Times are epoch milliseconds; one without `end` fires still. */
export interface PastAlert {
  id: string
  rule: string
  source: string
  /** What it is on; '' when that is not known. */
  entity: string
  fingerprint: string
  start: number
  end?: number
  incidentId?: string
}

/** An incident as it was. */
export interface PastIncident {
  id: string
  /** All of its alerts. */
  alerts: number
  /** Whether a person or agent did something about it. */
  actedOn: boolean
  critical: boolean
}

/** A stretch of history to try changes on. */
export interface Past {
  alerts: readonly PastAlert[]
  incidents: ReadonlyMap<string, PastIncident>
  /** The alerts of each incident that are in `alerts`. */
  alertsOf: ReadonlyMap<string, readonly PastAlert[]>
  /** The alerts on each entity that are in `alerts`, by their start. */
  alertsOn: ReadonlyMap<string, readonly PastAlert[]>
}

/** Puts a stretch of history together. */
export function createPast(alerts: readonly PastAlert[], incidents: readonly PastIncident[]): Past {
  const byStart = [...alerts].sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1))
  return {
    alerts: byStart,
    incidents: new Map(incidents.map((incident) => [incident.id, incident])),
    alertsOf: groupBy(byStart, (alert) => alert.incidentId),
    alertsOn: groupBy(byStart, (alert) => alert.entity || undefined),
  }
}

/** Items by key, in their order; those without one are left out. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const name = key(item)
    if (name === undefined) continue
    const group = groups.get(name)
    if (group) group.push(item)
    else groups.set(name, [item])
  }
  return groups
}
