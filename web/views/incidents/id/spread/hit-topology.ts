import type { TopologyView } from '../../../../../schema/api/views.ts'
import { type Drawn, type Mark, MOST_MARKS } from '../../../../components/graph/drawn.ts'
import { offset } from '../../../../format/duration.ts'
import { clockSeconds } from '../../../../format/time.ts'
import { type HitEntity, idsByName, type SpreadEdge } from './spread-graph.ts'

type Part = 'hit' | 'between' | 'near'

/** A mark of the drawing, with the part it plays and how it stands in the table. */
export interface HitMark extends Mark {
  part: Part
  /** When it was hit, in words: the first by the clock, the others as `+2 min`. */
  when?: string
  /** Titles of what it needs, of that which is drawn. */
  needs: string[]
}

/** The drawing of where the hit entities stand. */
export interface HitDrawn extends Drawn {
  marks: HitMark[]
}

/** So many are seen at once: what was hit, the silent ones between, and of few all. */
const SEEN = 24

/**
 * Where the hit entities stand in the estate: they, what is silent between them, and what is one relation away from
 * either, at most `most` marks. What does not fit is summed up by type and owner; what was hit goes last. `folded`
 * names what was hit under another name: it is no neighbour of that.
 */
export function hitTopology(
  hit: readonly HitEntity[],
  edges: readonly SpreadEdge[],
  topology: Pick<TopologyView, 'nodes' | 'edges'>,
  folded: ReadonlyMap<string, string> = new Map(),
  most = MOST_MARKS,
): HitDrawn {
  const canonical = idsByName(topology.nodes)
  const own = new Set(hit.map(({ name }) => name))
  const idOf = (name: string) => canonical((own.has(name) ? undefined : folded.get(name)) ?? name)
  const nodes = new Map(topology.nodes.map((node) => [node.id, node]))
  const start = hit[0]?.at ?? 0
  const parts = new Map<string, Part>()
  const entities = new Map<string, HitEntity>()
  for (const entity of hit) {
    parts.set(idOf(entity.name), 'hit')
    entities.set(idOf(entity.name), entity)
  }
  for (const id of edges.flatMap(({ through }) => through)) if (!parts.has(id)) parts.set(id, 'between')
  const near = new Map<string, number>()
  for (const edge of topology.edges) {
    const ends = [idOf(edge.from), idOf(edge.to)] as const
    for (const [one, other] of [ends, [ends[1], ends[0]] as const]) {
      if (parts.has(one) && !parts.has(other)) near.set(other, (near.get(other) ?? 0) + 1)
    }
  }
  for (const [id] of [...near].sort((a, b) => b[1] - a[1])) parts.set(id, 'near')

  const markOf = (id: string, part: Part): HitMark => {
    const node = nodes.get(id)
    const entity = entities.get(id)
    const when =
      entity === undefined || (entity.cause && entity.alerts === 0)
        ? undefined
        : entity.at === start
          ? clockSeconds(entity.at)
          : offset(entity.at - start)
    const told = part === 'near' ? undefined : (when ?? 'silent')
    return {
      key: `thing ${id}`,
      id,
      title: node?.name || entity?.name || id,
      type: [node?.type, told].filter(Boolean).join(', '),
      part,
      needs: [],
      ...(when !== undefined && { when }),
      ...(entity?.severity && { severity: entity.severity }),
      ...(entity?.cause && { centre: true }),
      ...(part !== 'hit' && { dim: true }),
    }
  }
  const all = [...parts]
  const groupOf = (id: string, part: Part) => {
    const { type = 'thing', owner } = nodes.get(id) ?? {}
    return { key: `group ${part} ${type} ${owner ?? ''}`, type, owner, part }
  }
  const kinds = new Set(all.map(([id, part]) => groupOf(id, part).key)).size
  const kept = all.length <= most ? all.length : Math.max(1, most - kinds)
  const keyOf = new Map<string, string>()
  const marks = new Map<string, HitMark>()
  const groups = new Map<string, { mark: HitMark; size: number }>()
  all.forEach(([id, part], index) => {
    if (index < kept) {
      const mark = markOf(id, part)
      marks.set(mark.key, mark)
      keyOf.set(id, mark.key)
      return
    }
    const { key, type, owner } = groupOf(id, part)
    const group = groups.get(key) ?? {
      mark: {
        key,
        title: '',
        type: owner ?? 'no owner',
        part,
        needs: [],
        ...(part !== 'hit' && { dim: true }),
      },
      size: 0,
    }
    group.size += 1
    group.mark.title = `${group.size} more of type ${type}${part === 'hit' ? ', hit' : ''}`
    groups.set(key, group)
    keyOf.set(id, key)
  })
  for (const { mark } of groups.values()) marks.set(mark.key, mark)

  const links = new Map<string, { from: string; to: string }>()
  for (const edge of topology.edges) {
    const ids = [idOf(edge.from), idOf(edge.to)] as const
    // How what is near hangs together says nothing about the incident.
    if (ids.every((id) => parts.get(id) === 'near')) continue
    const [from, to] = [keyOf.get(ids[0]), keyOf.get(ids[1])]
    if (from === undefined || to === undefined || from === to || links.has(`${from}\n${to}`)) continue
    links.set(`${from}\n${to}`, { from, to })
    const needed = marks.get(to)?.title
    if (needed !== undefined) marks.get(from)?.needs.push(needed)
  }
  const drawn = [...marks.values()]
  return {
    marks: drawn,
    links: [...links.values()],
    first: (drawn.length <= SEEN ? drawn : drawn.filter(({ part }) => part !== 'near').slice(0, SEEN)).map(
      ({ key }) => key,
    ),
  }
}
