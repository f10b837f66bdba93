/** An alert with the fault that it really belongs to and the incident that it was put into. */
export interface Attributed {
  /** Undefined: noise. */
  fault: string | undefined
  /** Undefined: in no incident. */
  incident: string | undefined
}

/** What incidents hold. Shares are 0 to 1, NaN of nothing. */
export interface Purity {
  incidents: number
  /** Share of the incidents that hold alerts of a fault which hold those of a second one as well. */
  falseMerges: number
  /** Share of incidents without an alert of any fault. */
  noiseOnly: number
  /** Incidents with an alert of a fault, a mean over faults that have alerts. */
  perFault: number
  /** Share of these faults whose alerts in incidents are all in one. */
  inOne: number
  /** Faults none of whose alerts is in an incident that was told to a person. */
  hidden: number
  /** Faults that have not the most alerts in any such incident: people look at another fault and see them by the way. */
  overshadowed: number
}

/** Holds incidents against the faults; `told` says whether a person was told of an incident. */
export function judgeIncidents(alerts: readonly Attributed[], told: (incident: string) => boolean): Purity {
  const contents = new Map<string, Map<string | undefined, number>>()
  const faults = new Map<string, Set<string>>()
  for (const { fault, incident } of alerts) {
    const places = fault === undefined ? undefined : (faults.get(fault) ?? new Set<string>())
    if (fault !== undefined && places) faults.set(fault, places)
    if (incident === undefined) continue
    places?.add(incident)
    const content = contents.get(incident) ?? new Map<string | undefined, number>()
    contents.set(incident, content)
    content.set(fault, (content.get(fault) ?? 0) + 1)
  }
  const leading = new Set<string>()
  let merged = 0
  let noise = 0
  for (const [incident, content] of contents) {
    const held = [...content].filter(([fault]) => fault !== undefined)
    if (held.length > 1) merged++
    if (held.length === 0) noise++
    const most = Math.max(...held.map(([, count]) => count))
    if (!told(incident)) continue
    for (const [fault, count] of held) if (fault !== undefined && count === most) leading.add(fault)
  }
  const places = [...faults.values()]
  return {
    incidents: contents.size,
    falseMerges: merged / (contents.size - noise),
    noiseOnly: noise / contents.size,
    perFault: places.reduce((sum, { size }) => sum + size, 0) / places.length,
    inOne: places.filter(({ size }) => size === 1).length / places.length,
    hidden: places.filter((incidents) => ![...incidents].some(told)).length,
    overshadowed: [...faults.keys()].filter((fault) => !leading.has(fault)).length,
  }
}
