import { useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import { isFixed, type Range, stepRange } from '../../range.ts'
import { useSetting } from '../../setting.ts'
import { IconAt } from '../icon.tsx'
import { useKeys } from '../keys.ts'
import { useWidth } from '../use-width.ts'
import { BrushMark } from './brush-mark.tsx'
import { type TraceInput, traceLayout } from './layout.ts'
import { RangePicker } from './range-picker.tsx'
import { TraceTable } from './trace-table.tsx'
import { useBrush } from './use-brush.ts'
import { useSetRange } from './use-set-range.ts'

interface TraceProps extends Omit<TraceInput, 'width' | 'previousMax'> {
  name: string
  /** Words under the trace, such as that the scope holds a replay. */
  note?: string | undefined
  /** The latest time that there can be, where that is not the wall clock's. */
  now?: number | undefined
  /** The range shown when the address names none. */
  ownRange?: Range | undefined
}

/**
 * The pressure trace: a strip of drum paper on which events, and what remained of them, are drawn over time.
 * `name` names the range: the paper's scale holds as long as it stays the same. Dragging over it selects a range.
 */
export function Trace({ name, note, ownRange, now, ...input }: TraceProps) {
  const place = useRef<HTMLElement>(null)
  const width = useWidth(place)
  const scale = useRef<{ name: string; max: number }>(undefined)
  const previousMax = scale.current?.name === name ? scale.current.max : undefined
  const { range } = useSearch({ from: '__root__' })
  // A range between fixed times says nothing of now, and its name needs the room.
  const drawn = traceLayout({ ...input, width, previousMax, past: input.past || isFixed(range) })
  if (input.series) scale.current = { name, max: drawn.max }
  const { paper } = drawn
  const brush = useBrush(paper, input.to)
  const setRange = useSetRange()
  const step = (direction: -1 | 1) =>
    setRange(stepRange({ from: input.from, to: input.to }, direction, now ?? Date.now()))
  useKeys({ '[': () => step(-1), ']': () => step(1) })
  const asTable = useSetting('tables') === 'on'
  return (
    <section className="trace" aria-label="Pressure" ref={place}>
      <div className="trace-paper">
        <svg
          className="trace-svg"
          viewBox={`0 0 ${width} ${paper.height}`}
          width={width}
          height={paper.height}
          role="img"
          aria-label={drawn.description}
          {...brush.listeners}
        >
          <Paper drawn={drawn} />
          {drawn.selection ? <path className="sel" d={drawn.selection} /> : null}
          <path className="held" d={drawn.held} />
          {drawn.marks.map((mark) => (
            <path className="mark" key={mark.id} d={mark.path} />
          ))}
          <path className="pen2" d={drawn.pen2} />
          <path className="pen" d={drawn.pen} />
          <path className="now" d={drawn.now} />
          {drawn.nib && drawn.ends ? (
            <circle className="nib" cx={drawn.nib.x} cy={drawn.nib.y} r="3" />
          ) : null}
          <Missing drawn={drawn} />
          {drawn.labels.map((label) => (
            <text className="mk halo" key={label.id} x={label.x} y={label.y} textAnchor={label.anchor}>
              {label.text}
            </text>
          ))}
          {drawn.heldLabel ? (
            <text className="mk s" x={drawn.heldLabel.x} y={drawn.heldLabel.y} textAnchor="middle">
              {drawn.heldLabel.text}
            </text>
          ) : null}
          <Ends drawn={drawn} tall={input.tall} />
          <Lines drawn={drawn} />
          <BrushMark stretch={brush.stretch} top={paper.top} bottom={paper.bottom} now={input.to} />
        </svg>
        <RangePicker own={ownRange} />
      </div>
      {note === undefined ? null : <p className="trace-note">{note}</p>}
      {asTable && input.series ? <TraceTable series={input.series} to={input.to} /> : null}
    </section>
  )
}

type Drawn = ReturnType<typeof traceLayout>

function Paper({ drawn }: { drawn: Drawn }) {
  const { paper } = drawn
  return (
    <>
      {drawn.values.map((tick) => (
        <g key={tick.value}>
          <path
            className={tick.value === 0 ? 'drum' : 'drum minor'}
            d={`M${paper.left} ${tick.y}H${paper.right}`}
          />
          <text className="ax" x={paper.left - 8} y={tick.y + 3.5} textAnchor="end">
            {tick.label}
          </text>
        </g>
      ))}
      {drawn.times.between.map((time) => (
        <path className="drum minor" key={time.at} d={time.path} />
      ))}
      {drawn.times.labelled.map((time) => (
        <g key={time.at}>
          <path className="drum" d={time.path} />
          <text className="ax" x={time.x} y={paper.top - 6} textAnchor="middle">
            {time.label}
          </text>
        </g>
      ))}
      {drawn.unit === undefined ? null : (
        <text className="ax" x={paper.left - 8} y={paper.top - 10} textAnchor="end">
          {drawn.unit}
        </text>
      )}
    </>
  )
}

function Missing({ drawn }: { drawn: Drawn }) {
  const { missing, paper } = drawn
  if (!missing) return null
  return (
    <>
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V6" stroke="var(--control-line)" strokeWidth="1.6" />
        </pattern>
      </defs>
      <rect
        className="missing"
        x={missing.x}
        y={paper.top}
        width={missing.width}
        height={paper.bottom - paper.top}
      />
      <text className="mk b halo" x={missing.x - 6} y={paper.bottom - 10} textAnchor="end">
        {missing.label}
      </text>
    </>
  )
}

function Ends({ drawn, tall }: { drawn: Drawn; tall: boolean }) {
  const { ends, paper, nib } = drawn
  if (!ends) return null
  if (drawn.narrow) {
    const nibY = nib?.y ?? paper.top
    // Between the pen and the axis, or above the pen where that leaves no room.
    const y = paper.bottom - nibY < 28 ? nibY - 10 : (nibY + paper.bottom) / 2 + 2
    return (
      <text className="ax b halo" x={paper.right - 6} y={y} textAnchor="end">
        {ends.short}, {ends.tendency}
      </text>
    )
  }
  const x = paper.right + 12
  const top = paper.top + (tall ? 16 : 12)
  return (
    <>
      <text className="mk b" x={x} y={top}>
        {ends.events}
      </text>
      <text className="mk s" x={x} y={top + 16}>
        {ends.tendency}
      </text>
      {tall ? (
        <>
          <text className="mk" x={x} y={top + 43}>
            {ends.alerts}
          </text>
          <text className="mk" x={x} y={top + 70}>
            {ends.incidents}
          </text>
        </>
      ) : null}
    </>
  )
}

function Lines({ drawn }: { drawn: Drawn }) {
  return drawn.lines.map((line) => (
    <g key={line.id}>
      <path
        className={`inc ${line.severity}`}
        d={line.x2 > line.x1 ? `M${line.x1} ${line.y}H${line.x2}` : ''}
      />
      <IconAt name={line.severity} tone={line.severity} x={line.icon + 6} y={line.y} size={12} />
      <text className="ax b halo" x={line.label.x} y={line.y + 3.8} textAnchor={line.label.anchor}>
        {line.text}
      </text>
    </g>
  ))
}
