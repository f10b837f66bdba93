import type { Range } from '../../range.ts'
import { Trace } from './trace.tsx'
import { changeMarks, type useTrace } from './use-trace.ts'

/** The pressure of a scope as a low strip, as it was read for a range; `now` as `Trace` has it. */
export function LowTrace(props: {
  scope: string
  range: Range
  ownRange: Range
  trace: ReturnType<typeof useTrace>
  now?: number | undefined
}) {
  const { trace } = props
  return (
    <Trace
      name={`${props.scope} ${props.range}`}
      ownRange={props.ownRange}
      now={props.now}
      tall={false}
      from={trace.from}
      to={trace.to}
      series={trace.series}
      incidents={[]}
      changes={changeMarks(trace.changes.data?.items ?? [], trace)}
    />
  )
}
