import type { IncidentTraces } from '../../../schema/api/views.ts'
import { count } from '../../format/count.ts'
import { duration } from '../../format/duration.ts'
import { tracePath } from './trace-path.ts'

const WIDTH = 118

/** A small trace of an incident's events, on the scale that all rows share; `changeAt` is dashed. */
export function RowTrace(props: {
  traces: IncidentTraces | undefined
  id: string
  lead: boolean
  changeAt: number | undefined
}) {
  const { traces } = props
  const height = props.lead ? 54 : 30
  const own = traces?.items.find((trace) => trace.id === props.id)
  if (!traces || !own) return <div className="spark" />
  const most = Math.max(1, ...traces.items.flatMap((trace) => trace.events))
  const from = Date.parse(traces.from)
  const length = Date.parse(traces.to) - from
  const events = own.events.reduce((sum, each) => sum + each, 0)
  const at = props.changeAt === undefined ? undefined : ((props.changeAt - from) / length) * WIDTH
  return (
    <div className="spark">
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        width={WIDTH}
        height={height}
        role="img"
        aria-label={`${count(events)} events in the ${duration(length)} up to the end of the range`}
      >
        <path className="drum" d={`M0 ${height - 1}H${WIDTH}`} />
        {at !== undefined && at > 0 && at < WIDTH ? <path className="mark" d={`M${at} 0V${height}`} /> : null}
        <path className={props.lead ? 'pen' : 'pen2'} d={tracePath(own.events, most, WIDTH, height - 2)} />
      </svg>
    </div>
  )
}
