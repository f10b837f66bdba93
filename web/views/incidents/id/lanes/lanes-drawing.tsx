import { useRef } from 'react'
import type { Incident } from '../../../../../schema/api/views.ts'
import { IconAt } from '../../../../components/icon.tsx'
import { BrushMark } from '../../../../components/trace/brush-mark.tsx'
import { useBrush } from '../../../../components/trace/use-brush.ts'
import { changeText } from '../../../../components/trace/use-trace.ts'
import { useWidth } from '../../../../components/use-width.ts'
import { actionWords, doneBySomeone } from '../../../../format/actions.ts'
import { counted } from '../../../../format/count.ts'
import { moment } from '../../../../format/time.ts'
import type { Window } from '../../../../range.ts'
import { type Lane, lanesLayout } from './lanes-layout.ts'

/** The overview of the timeline, drawn for its width. Dragging over it selects the range of the screen. */
export function LanesDrawing(props: {
  incident: Incident
  lanes: readonly Lane[]
  window: Window
  now: number
}) {
  const { incident, window } = props
  const place = useRef<HTMLDivElement>(null)
  const width = useWidth(place)
  const drawn = lanesLayout({
    lanes: props.lanes,
    width,
    window,
    changes: incident.changes.map((change) => ({
      id: change.id,
      at: Date.parse(change.at),
      text: changeText(change),
    })),
    actions: doneBySomeone(incident.actions).map((action, index) => ({
      id: String(index),
      at: Date.parse(action.at),
      text: actionWords(action),
    })),
  })
  const bottom = drawn.height
  const brush = useBrush(
    { left: drawn.left, right: drawn.right, from: window.from, to: window.to },
    window.to,
  )
  return (
    <div ref={place}>
      <svg
        className="fig timed"
        {...brush.listeners}
        viewBox={`0 0 ${width} ${bottom}`}
        width={width}
        height={bottom}
        role="img"
        aria-label={`Timeline from ${moment(window.from, props.now)} to ${moment(window.to, props.now)}: ${props.lanes
          .map((lane) => `${lane.name} ${counted(lane.alerts, 'alert')}`)
          .join(', ')}.`}
      >
        {drawn.times.map((time) => (
          <g key={time.at}>
            <path className="drum" d={`M${time.x} 20V${bottom}`} />
            <text className="ax" x={time.x} y="13" textAnchor="middle">
              {time.label}
            </text>
          </g>
        ))}
        <text className="mk" x="0" y={drawn.changesTop + 14}>
          Changes
        </text>
        {drawn.changes.map((mark) => (
          <g key={mark.id}>
            <path className="mark" d={`M${mark.x} 20V${bottom}`} />
            <IconAt name="change" tone="chg" x={mark.x} y={drawn.changesTop + 10} size={14} />
          </g>
        ))}
        {drawn.lanes.map(({ lane, y, name, bars, ticks }) => (
          <g key={lane.name}>
            <path className="drum minor" d={`M0 ${y + 13}H${width}`} />
            <text className="mk" x="0" y={y + 8.5}>
              {name}
            </text>
            {bars.map((bar) => (
              <rect
                key={bar.x}
                className={`${lane.severity} faint`}
                fill="currentColor"
                x={bar.x}
                y={y}
                width={bar.width}
                height="9"
              />
            ))}
            <path className={`${lane.severity} st`} d={ticks} />
            <text className="ax" x={width} y={y + 8.5} textAnchor="end">
              {counted(lane.alerts, 'alert')}
            </text>
          </g>
        ))}
        <text className="mk" x="0" y={drawn.actionsTop + 13}>
          People and agents
        </text>
        {drawn.actions.map((mark) => (
          <IconAt key={mark.id} name="person" tone="act" x={mark.x} y={drawn.actionsTop + 9} size={12} />
        ))}
        {doneBySomeone(incident.actions).length === 0 ? (
          <text className="ax" x={190} y={drawn.actionsTop + 13}>
            nobody did anything yet
          </text>
        ) : null}
        {drawn.changeLabels.map((label) => (
          <text className="mk halo" key={label.id} x={label.x} y={label.y} textAnchor={label.anchor}>
            {label.text}
          </text>
        ))}
        {drawn.actionLabels.map((label) => (
          <text className="ax b halo" key={label.id} x={label.x} y={label.y} textAnchor={label.anchor}>
            {label.text}
          </text>
        ))}
        <path className="now" d={`M${drawn.right} 20V${bottom}`} />
        <BrushMark stretch={brush.stretch} top={20} bottom={bottom} now={window.to} />
      </svg>
    </div>
  )
}
