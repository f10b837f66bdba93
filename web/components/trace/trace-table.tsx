import { rate } from '../../format/count.ts'
import { moment } from '../../format/time.ts'
import type { Series } from './series.ts'

const ROWS = 60

/** The trace as a table: at most 60 rows, each with the greatest rates of its stretch. */
export function TraceTable({ series, to }: { series: Series; to: number }) {
  const per = Math.max(1, Math.ceil(series.events.length / ROWS))
  const starts = Array.from({ length: Math.ceil(series.events.length / per) }, (_, row) => row * per)
  const greatest = (samples: Series['events'], start: number) =>
    Math.max(0, ...samples.slice(start, start + per).map((sample) => sample.value))
  const unit = series.unit === 'h' ? 'an hour' : 'a minute'
  return (
    // A scrolling region must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
    <section className="chart-table" aria-label="Pressure as a table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" className="num">
              Events {unit}
            </th>
            <th scope="col" className="num">
              Alerts {unit}
            </th>
          </tr>
        </thead>
        <tbody>
          {starts.map((start) => (
            <tr key={start}>
              <td>{moment((series.events[start]?.at ?? to) - series.bucketMs / 2, to)}</td>
              <td className="num">{rate(greatest(series.events, start))}</td>
              <td className="num">{rate(greatest(series.alerts, start))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
