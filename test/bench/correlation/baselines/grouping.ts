import type { Case } from '../case.ts'
import type { FoundAlert } from '../replay.ts'
import { groupByGap } from './gap.ts'
import { holdersOf, neighbourhoods } from './neighbourhood.ts'
import { groupByStarts } from './starts.ts'

/** Puts alerts into groups: the group of each alert by its id. */
export type Grouping = (alerts: readonly FoundAlert[], given: Case) => ReadonlyMap<string, string>

const MINUTE_MS = 60_000
const itself = (place: string) => [place]
const entityOf = (alert: FoundAlert) => alert.entity ?? alert.id

/** Simple ways to group, by name. */
export const GROUPINGS: Readonly<Record<string, Grouping>> = {
  'one incident per alert': (alerts) => new Map(alerts.map(({ id }) => [id, id])),
  '60 s gap': (alerts) => groupByGap(alerts, MINUTE_MS, () => 'anywhere', itself),
  '5 min gap per service': (alerts, { topology }) => {
    const serviceOf = holdersOf(topology, 'part_of')
    const place = (alert: FoundAlert) => alert.service ?? serviceOf(entityOf(alert)) ?? entityOf(alert)
    return groupByGap(alerts, 5 * MINUTE_MS, place, itself)
  },
  '5 min gap within 2 hops': (alerts, { topology }) =>
    groupByGap(alerts, 5 * MINUTE_MS, entityOf, neighbourhoods(topology, 2)),
  '60 s gap within 2 hops': (alerts, { topology }) =>
    groupByGap(alerts, MINUTE_MS, entityOf, neighbourhoods(topology, 2)),
  'knowing the true start times': groupByStarts,
}
