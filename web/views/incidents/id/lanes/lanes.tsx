import { lazy, memo, Suspense, useMemo, useState } from 'react'
import type { Alert, Incident } from '../../../../../schema/api/views.ts'
import { counted } from '../../../../format/count.ts'
import type { Window } from '../../../../range.ts'
import { useSetting } from '../../../../setting.ts'
import { PartHeading } from '../part-heading.tsx'
import { LanesDrawing } from './lanes-drawing.tsx'
import { lanes } from './lanes-layout.ts'
import { LanesTable } from './lanes-table.tsx'

// The chart library is several times the size of the pane: it is fetched when someone wants to zoom.
const LanesChart = lazy(() => import('./lanes-chart.tsx'))

const MOST_LANES = 12

/** In order: one lane for each that was hit with its alerts as bars, changes above, what people and agents did below. */
export const Lanes = memo(DrawnLanes)

function DrawnLanes(props: {
  incident: Incident
  alerts: readonly Alert[] | undefined
  /** The stretch of time that is drawn. */
  from: number
  to: number
  end: number
  now: number
}) {
  const { incident, alerts } = props
  const window: Window = { from: props.from, to: props.to }
  const [zoomed, setZoomed] = useState(false)
  const asTable = useSetting('tables') === 'on'
  const end = Math.max(props.end, props.from)
  const all = useMemo(() => lanes(alerts ?? [], end), [alerts, end])
  const drawing = (
    <LanesDrawing incident={incident} lanes={all.slice(0, MOST_LANES)} window={window} now={props.now} />
  )
  const first = Math.min(window.from, ...all.map((lane) => lane.begins[0] ?? window.from))
  return (
    <section className="time">
      <PartHeading id="order" title="In order">
        <small>in the order in which they were hit, instances with their service</small>
        {all.length > 0 && !asTable ? (
          <button type="button" className="zoom" aria-pressed={zoomed} onClick={() => setZoomed(!zoomed)}>
            {zoomed
              ? 'Back to the overview'
              : all.length > MOST_LANES
                ? `All ${counted(all.length, 'lane')}, to zoom into`
                : 'Zoom in'}
          </button>
        ) : null}
      </PartHeading>
      {asTable ? (
        <LanesTable lanes={all} now={props.now} />
      ) : zoomed ? (
        <Suspense fallback={drawing}>
          <LanesChart lanes={all} window={{ from: first, to: window.to }} />
        </Suspense>
      ) : (
        drawing
      )}
      {all.length > MOST_LANES && !zoomed && !asTable ? (
        <p className="more">{counted(all.length - MOST_LANES, 'more lane')} began later.</p>
      ) : null}
    </section>
  )
}
