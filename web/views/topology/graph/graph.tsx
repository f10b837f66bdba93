import {
  Background,
  Controls,
  type Edge,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { TopologyReach } from '../../../../schema/api/views.ts'
import { Icon } from '../../../components/icon.tsx'
import { count } from '../../../format/count.ts'
import { SEVERITY_WORDS } from '../../../format/words.ts'
import { MARK } from './layout.ts'
import { type Mark, type Neighbourhood, neighbourhood } from './neighbourhood.ts'
import { useLayout } from './use-layout.ts'

type MarkNode = Node<{ mark: Mark }, 'mark'>

/** Smaller text cannot be read: what does not fit is panned to. */
const LEAST_ZOOM = 0.8
const ALL_SEEN = 24
const LEAST_HEIGHT = 180
const MOST_HEIGHT = 520
const MARGIN = 90
const NODE_TYPES = { mark: MarkBox }

/** The drawing of what is around a thing; the lists beside it say the same in words. */
export default function Graph({ reach }: { reach: TopologyReach }) {
  const drawn = useMemo(() => neighbourhood(reach), [reach])
  const shape = JSON.stringify([drawn.marks.map(({ key }) => key), drawn.links])
  const laid = useLayout(drawn, shape)
  if (laid === 'failed')
    return <p className="none">The drawing could not be laid out. The lists have all of it.</p>
  // While a new layout is on its way the old one stays.
  const places = laid?.places
  if (!places || !drawn.marks.every(({ key }) => key in places)) return <div className="graph" />
  const nodes: MarkNode[] = drawn.marks.map((mark) => ({
    id: mark.key,
    type: 'mark',
    position: places[mark.key] ?? { x: 0, y: 0 },
    width: MARK.width,
    height: MARK.height,
    data: { mark },
  }))
  const edges: Edge[] = drawn.links.map(({ from, to }) => ({
    id: `${from}\n${to}`,
    source: from,
    target: to,
  }))
  const lowest = Math.max(...nodes.map(({ position }) => position.y)) + MARK.height
  return (
    <div
      className="graph"
      data-testid="graph"
      style={{ height: Math.max(LEAST_HEIGHT, Math.min(MOST_HEIGHT, lowest + MARGIN)) }}
    >
      <ReactFlow
        key={laid?.shape}
        aria-label={`Drawing of ${count(drawn.marks.length - 1)} things around it. The lists say the same in words.`}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        fitView
        fitViewOptions={{ maxZoom: 1, minZoom: LEAST_ZOOM, padding: 0.04, nodes: firstSeen(drawn) }}
        minZoom={0.1}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnScroll={false}
        preventScrolling={false}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={24} size={1} />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  )
}

/** What is seen before anyone pans: all of a small drawing, of a large one the thing and what is next to it. */
function firstSeen({ marks, links }: Neighbourhood): { id: string }[] {
  if (marks.length <= ALL_SEEN) return marks.map(({ key }) => ({ id: key }))
  const centre = marks.find((mark) => mark.centre)?.key
  const near = links.flatMap(({ from, to }) => (from === centre ? [to] : to === centre ? [from] : []))
  return [centre, ...near].flatMap((id) => (id === undefined ? [] : { id }))
}

function MarkBox({ data: { mark } }: NodeProps<MarkNode>) {
  return (
    <div className={mark.centre ? 'mark-box centre' : mark.id === undefined ? 'mark-box group' : 'mark-box'}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span className="mark-name">
        {mark.severity ? (
          <>
            <Icon name={mark.severity} tone={mark.severity} />
            <span className="vh">{SEVERITY_WORDS[mark.severity]}</span>
          </>
        ) : null}
        {mark.id === undefined || mark.centre ? (
          <bdi>{mark.title}</bdi>
        ) : (
          <MarkLink id={mark.id} title={mark.title} />
        )}
      </span>
      <small>{mark.type}</small>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  )
}

function MarkLink({ id, title }: { id: string; title: string }) {
  return (
    <Link
      className="nopan"
      to="/topology"
      search={(before) => ({ ...before, entity: id })}
      title={title.slice(0, 400)}
    >
      <bdi>{title.slice(0, 90)}</bdi>
    </Link>
  )
}
