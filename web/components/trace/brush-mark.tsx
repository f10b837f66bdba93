import { duration } from '../../format/duration.ts'
import { moment } from '../../format/time.ts'
import type { Window } from '../../range.ts'

/** The stretch that is being selected, with its times in words above it. */
export function BrushMark(props: {
  stretch: (Window & { x1: number; x2: number }) | undefined
  top: number
  bottom: number
  now: number
}) {
  const { stretch, top, bottom, now } = props
  if (!stretch || stretch.x2 - stretch.x1 < 1) return null
  const { from, to, x1, x2 } = stretch
  return (
    <g className="brush">
      <rect x={x1} y={top} width={x2 - x1} height={bottom - top} />
      <path d={`M${x1} ${top}V${bottom}M${x2} ${top}V${bottom}`} />
      <text className="mk b halo" x={(x1 + x2) / 2} y={bottom - 6} textAnchor="middle">
        {moment(from, now)} to {moment(to, now)}, {duration(to - from)}
      </text>
    </g>
  )
}
