import {
  Background,
  Controls,
  type Edge,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  useStore,
} from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { Link } from '@tanstack/react-router'
import { SEVERITY_WORDS } from '../../format/words.ts'
import { Icon } from '../icon.tsx'
import type { Drawn, Mark } from './drawn.ts'
import { MARK } from './layout.ts'
import { seenFirst } from './seen-first.ts'
import { useLayout } from './use-layout.ts'
import './graph.css'

type MarkNode = Node<{ mark: Mark }, 'mark'>

/** Smaller text cannot be read: what does not fit is panned to. */
const READABLE_ZOOM = 0.8
const LEAST_HEIGHT = 180
const MOST_HEIGHT = 520
const MARGIN = 90
/** Of the window's width a drawing has at least this much. */
const LEAST_SHARE = 0.6
/** From far away a mark says its name alone, in text of about this size on screen. */
const FAR_TEXT_PX = 12
/** The largest text that a mark has room for. */
const MOST_TEXT_PX = 24
const NODE_TYPES = { mark: MarkBox }

/**
 * Marks and who needs whom, each left of what it needs. `label` says what it shows and where the same is in words;
 * `leastZoom` is how small the marks to be seen first may get.
 */
export default function Graph({
  drawn,
  label,
  leastZoom = READABLE_ZOOM,
}: {
  drawn: Drawn
  label: string
  leastZoom?: number
}) {
  const shape = JSON.stringify([drawn.marks.map(({ key }) => key), drawn.links])
  const laid = useLayout(drawn, shape)
  if (laid === 'failed')
    return <p className="none">The drawing could not be laid out. What it shows is here in words too.</p>
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
  const height = Math.max(LEAST_HEIGHT, Math.min(MOST_HEIGHT, lowest + MARGIN))
  const room = { width: (window.innerWidth * LEAST_SHARE) / leastZoom, height: height / leastZoom }
  return (
    <div className="graph" data-testid="graph" style={{ height }}>
      <ReactFlow
        key={laid?.shape}
        aria-label={label}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        fitView
        fitViewOptions={{
          maxZoom: 1,
          minZoom: leastZoom,
          padding: 0.04,
          nodes: seenFirst(drawn, places, room).map((id) => ({ id })),
        }}
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

function MarkBox({ data: { mark } }: NodeProps<MarkNode>) {
  const zoom = useStore(farZoom)
  const kind = mark.centre ? 'centre' : mark.id === undefined ? 'group' : ''
  return (
    <div
      className={['mark-box', kind, mark.dim && 'dim', zoom && 'far'].filter(Boolean).join(' ')}
      style={zoom === undefined ? undefined : { fontSize: Math.min(FAR_TEXT_PX / zoom, MOST_TEXT_PX) }}
    >
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span className="mark-name">
        {mark.severity ? (
          <>
            <Icon name={mark.severity} tone={mark.severity} />
            <span className="vh">{SEVERITY_WORDS[mark.severity]}</span>
          </>
        ) : null}
        {mark.id === undefined || mark.here ? (
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

/** How far a drawing is zoomed out, in steps; undefined where a whole mark can be read. */
function farZoom({ transform: [, , zoom] }: { transform: [number, number, number] }): number | undefined {
  return zoom >= READABLE_ZOOM ? undefined : Math.max(0.1, Math.round(zoom * 20) / 20)
}

function MarkLink({ id, title }: { id: string; title: string }) {
  return (
    <Link
      className="nopan"
      to="/topology"
      search={({ scope, range }) => ({ ...(scope && { scope }), ...(range && { range }), entity: id })}
      title={title.slice(0, 400)}
    >
      <bdi>{title.slice(0, 90)}</bdi>
    </Link>
  )
}
