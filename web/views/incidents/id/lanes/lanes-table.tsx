import { Name } from '../../../../components/said.tsx'
import { SeverityMark } from '../../../../components/severity.tsx'
import { When } from '../../../../components/when.tsx'
import { count } from '../../../../format/count.ts'
import { duration } from '../../../../format/duration.ts'
import type { Lane } from './lanes-layout.ts'

const MOST = 200

/** The timeline as a table: one row for each lane, in the order in which they were hit. */
export function LanesTable({ lanes, now }: { lanes: readonly Lane[]; now: number }) {
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">Worst</th>
            <th scope="col">Service</th>
            <th scope="col" className="num">
              First symptom
            </th>
            <th scope="col" className="num">
              Fired for
            </th>
            <th scope="col" className="num">
              Alerts
            </th>
          </tr>
        </thead>
        <tbody>
          {lanes.slice(0, MOST).map((lane) => (
            <tr key={lane.name}>
              <td>
                <SeverityMark severity={lane.severity} />
              </td>
              <td>
                <Name text={lane.name} />
              </td>
              <td className="num">
                <When at={new Date(lane.begins[0] ?? now).toISOString()} now={now} seconds />
              </td>
              <td className="num">{duration(lane.bars.reduce((sum, bar) => sum + bar.to - bar.from, 0))}</td>
              <td className="num">{count(lane.alerts)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {lanes.length > MOST ? <p className="more">{count(lanes.length - MOST)} more began later.</p> : null}
    </>
  )
}
