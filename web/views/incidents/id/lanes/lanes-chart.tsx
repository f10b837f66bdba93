import { useMemo } from 'react'
import { Chart } from '../../../../chart/chart.tsx'
import { counted } from '../../../../format/count.ts'
import type { Window } from '../../../../range.ts'
import { type Lane, laneBars } from './lanes-layout.ts'
import { lanesOption } from './lanes-option.ts'

const ROW = 18
const FRAME = 96

/** Every lane of the timeline, to zoom into. */
export default function LanesChart({ lanes, window }: { lanes: readonly Lane[]; window: Window }) {
  const { from, to } = window
  const option = useMemo(() => lanesOption(laneBars(lanes), { from, to }), [lanes, from, to])
  const alerts = lanes.reduce((sum, lane) => sum + lane.alerts, 0)
  return (
    <Chart
      label={`Timeline of ${counted(alerts, 'alert')} in ${counted(lanes.length, 'lane')}; drag or scroll to zoom.`}
      height={FRAME + lanes.length * ROW}
      option={option}
    />
  )
}
