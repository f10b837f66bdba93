import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import type { Incident } from '../../schema/api/views.ts'
import { count } from '../format/count.ts'
import { duration } from '../format/duration.ts'
import { confidenceWord, incidentName } from '../format/words.ts'
import { RowGap } from './row-gap.tsx'
import { Judged, Name } from './said.tsx'
import { SeverityMark } from './severity.tsx'
import { useVirtualRows } from './use-virtual-rows.ts'
import { When } from './when.tsx'

const STATUS: Readonly<Record<Incident['status'], string>> = {
  open: 'Open',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
  merged: 'Merged',
}

const ROW_PX = 34

/** Incidents as a table, one line each; of many only those near the window are drawn. */
export function IncidentTable({ incidents, now }: { incidents: readonly Incident[]; now: number }) {
  const place = useRef<HTMLTableElement>(null)
  const drawn = useVirtualRows(incidents.length, ROW_PX, place)
  const rows = drawn.indexes.flatMap((index) => incidents[index] ?? [])
  const first = drawn.indexes[0] ?? 0
  return (
    <table className="incidents" ref={place}>
      <thead>
        <tr>
          <th scope="col">Severity</th>
          <th scope="col">What broke</th>
          <th scope="col">Where it began</th>
          <th scope="col">State</th>
          <th scope="col" className="num">
            Began
          </th>
          <th scope="col" className="num">
            Lasted
          </th>
          <th scope="col" className="num">
            Alerts
          </th>
        </tr>
      </thead>
      <RowGap height={drawn.before} columns={7} />
      <tbody>
        {rows.map((incident, at) => (
          <tr key={incident.id} ref={drawn.measure} data-index={first + at} data-testid="incident-line">
            <td className="it-sev">
              <SeverityMark severity={incident.severity} />
            </td>
            <td className="it-what">
              <Link to="/incidents/$id" params={{ id: incident.id }}>
                <Judged text={incident.title} />
              </Link>{' '}
              <span className="q3 nw">{incidentName(incident.id)}</span>
              {incident.twoFaults === undefined ? null : <span className="q3 nw"> may hold two faults</span>}
            </td>
            <td className="it-where q2">
              <Began incident={incident} />
            </td>
            <td className="it-state q2 nw">{STATUS[incident.status]}</td>
            <td className="it-began num q2">
              <When at={incident.startedAt} now={now} />
            </td>
            <td className="it-lasted num q2">{lasted(incident, now)}</td>
            <td className="it-alerts num q2">{count(incident.counts.alerts)}</td>
          </tr>
        ))}
      </tbody>
      <RowGap height={drawn.after} columns={7} />
    </table>
  )
}

function Began({ incident }: { incident: Incident }) {
  const cause = incident.causes[0]
  if (!cause) return <>not known</>
  return (
    <>
      <Name text={cause.entity.name} />, {confidenceWord(cause.confidence)}
    </>
  )
}

function lasted(incident: Incident, now: number): string {
  const end = incident.resolvedAt === undefined ? now : Date.parse(incident.resolvedAt)
  return duration(end - Date.parse(incident.startedAt))
}
