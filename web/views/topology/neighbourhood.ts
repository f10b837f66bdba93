import type { ReachedThing, TopologyReach } from '../../../schema/api/views.ts'
import type { Drawn, Mark } from '../../components/graph/drawn.ts'

/** Neighbourhoods of more are mostly lines; the rest is summed up. */
const MOST_THINGS = 60
/** So many are all seen at once; of more, the thing and what is next to it. */
const ALL_SEEN = 24

/**
 * The nearest things around one, at most 60 marks in all: of a distance all things or none, but for the first. What
 * is left is summed up by side and type ("43 pods") and hangs where its things hung.
 */
export function neighbourhood(reach: TopologyReach, most = MOST_THINGS): Drawn {
  const centre: Mark = { ...markOf(reach.thing), centre: true, here: true }
  const sides = [
    ...reach.neededBy.map((thing) => ({ thing, side: 'breaks' })),
    ...reach.needs.map((thing) => ({ thing, side: 'needs' })),
  ]
  const all = [...new Map(sides.map((one) => [one.thing.id, one])).values()].sort(
    (a, b) =>
      a.thing.hops - b.thing.hops ||
      Number(b.thing.severity !== undefined) - Number(a.thing.severity !== undefined),
  )
  const types = new Set(all.map(({ thing, side }) => `${side} ${thing.type}`)).size
  const kept = all.length < most ? all : nearest(all, Math.max(0, most - 1 - types))
  const keyOf = new Map<string, string>([[reach.thing.id, centre.key]])
  const marks = [centre]
  for (const { thing } of kept) {
    const mark = markOf(thing)
    marks.push(mark)
    keyOf.set(thing.id, mark.key)
  }
  const groups = new Map<string, { mark: Mark; things: ReachedThing[] }>()
  for (const { thing, side } of all.slice(kept.length)) {
    const key = `group ${side} ${thing.type}`
    const group = groups.get(key) ?? { mark: { key, title: '', type: thing.type }, things: [] }
    group.things.push(thing)
    groups.set(key, group)
    keyOf.set(thing.id, key)
  }
  for (const { mark, things } of groups.values()) {
    marks.push({ ...mark, title: `${things.length} more of type ${mark.type}` })
  }
  const links = new Map<string, { from: string; to: string }>()
  for (const edge of reach.edges) {
    const [from, to] = [keyOf.get(edge.from), keyOf.get(edge.to)]
    if (from !== undefined && to !== undefined && from !== to) links.set(`${from}\n${to}`, { from, to })
  }
  const drawn = { marks, links: [...links.values()] }
  return { ...drawn, first: firstSeen(drawn, centre.key) }
}

function firstSeen({ marks, links }: Omit<Drawn, 'first'>, centre: string): string[] {
  if (marks.length <= ALL_SEEN) return marks.map(({ key }) => key)
  return [centre, ...links.flatMap(({ from, to }) => (from === centre ? [to] : to === centre ? [from] : []))]
}

/** Of things in the order of their distance, those that fit: all of a distance, or as many as fit of the first. */
function nearest<T extends { thing: ReachedThing }>(all: readonly T[], most: number): readonly T[] {
  const tooFar = all[most]?.thing.hops
  const whole = all.findIndex(({ thing }) => thing.hops === tooFar)
  return all.slice(0, whole > 0 ? whole : most)
}

function markOf(thing: Pick<ReachedThing, 'id' | 'name' | 'type' | 'severity'>): Mark {
  return {
    key: `thing ${thing.id}`,
    id: thing.id,
    title: thing.name || thing.id,
    type: thing.type,
    ...(thing.severity && { severity: thing.severity }),
  }
}
