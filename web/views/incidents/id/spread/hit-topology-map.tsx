import { useMemo, useRef } from 'react'
import type { TopologyView } from '../../../../../schema/api/views.ts'
import Graph from '../../../../components/graph/graph.tsx'
import { useWidth } from '../../../../components/use-width.ts'
import { counted } from '../../../../format/count.ts'
import { useSetting } from '../../../../setting.ts'
import { hitTopology } from './hit-topology.ts'
import { HitTopologyTable } from './hit-topology-table.tsx'
import type { HitEntity, SpreadEdge } from './spread-graph.ts'

/** On less a drawing cannot be read. */
const NARROW_PX = 420
/** How it hangs together is seen before names are read. */
const OVERVIEW_ZOOM = 0.6

/** Where the hit entities stand in the estate, drawn; as a table on a phone, to those who want one and to screen readers. */
export default function HitTopologyMap(props: {
  hit: readonly HitEntity[]
  edges: readonly SpreadEdge[]
  topology: Pick<TopologyView, 'nodes' | 'edges'>
  folded: ReadonlyMap<string, string>
}) {
  const { hit, edges, topology, folded } = props
  const place = useRef<HTMLDivElement>(null)
  const width = useWidth(place)
  const asTable = useSetting('tables') === 'on' || width < NARROW_PX
  const drawn = useMemo(() => hitTopology(hit, edges, topology, folded), [hit, edges, topology, folded])
  const related = drawn.links.length > 0
  const number = (part: string) => drawn.marks.filter((mark) => mark.part === part).length
  return (
    <div ref={place} data-testid="stands">
      {related && !asTable ? (
        <Graph
          drawn={drawn}
          leastZoom={OVERVIEW_ZOOM}
          label={`Drawing of ${counted(number('hit'), 'hit entity', 'hit entities')}, ${number('between')} silent between them and ${number('near')} next to them. The table after it says the same.`}
        />
      ) : null}
      {related ? null : <p className="none">Nobody told us what these need, or what needs them.</p>}
      <div className={related && !asTable ? 'vh' : 'stands-all'}>
        <HitTopologyTable marks={drawn.marks} whole={related && !asTable} />
      </div>
    </div>
  )
}
