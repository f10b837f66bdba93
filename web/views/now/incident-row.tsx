import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import type { Incident, IncidentTraces, TopologyView } from '../../../schema/api/views.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { ErrorLine } from '../../components/commands/resolve-dialog.tsx'
import { type Commands, doing } from '../../components/commands/use-commands.ts'
import type { IncidentOrders } from '../../components/commands/use-incident-orders.tsx'
import { Judged, Name } from '../../components/said.tsx'
import { SeverityMark } from '../../components/severity.tsx'
import { Shortcut } from '../../components/shortcut.tsx'
import { counted } from '../../format/count.ts'
import { duration } from '../../format/duration.ts'
import { incidentName } from '../../format/words.ts'
import { ActingCell, BeganCell, ChangedCell, HitCell } from './row-cells.tsx'
import { RowTrace } from './row-trace.tsx'

/** Who is on it, for a row that has no room for the column. */
function Acting({ incident }: { incident: Incident }) {
  if (incident.status === 'acknowledged') {
    return (
      <>
        Acknowledged by <Name text={incident.acknowledgedBy ?? 'someone'} />
      </>
    )
  }
  if (incident.assignedTo === undefined) return <>No one is on it yet</>
  return (
    <>
      Assigned to <Name text={incident.assignedTo} />, not acknowledged
    </>
  )
}

/** What can be done to an open incident from its row. */
function Acts(props: { incident: Incident; current: boolean; commands: Commands; orders: IncidentOrders }) {
  const { incident, current, commands, orders } = props
  return (
    <>
      {incident.status === 'open' ? (
        <ActionButton
          tone="go"
          shortcut={current ? 'a' : undefined}
          pending={doing(commands, incident.id, 'acknowledge')}
          onClick={() => orders.acknowledge(incident)}
        >
          Acknowledge
        </ActionButton>
      ) : null}
      <ActionButton
        shortcut={current ? 'm' : undefined}
        pending={doing(commands, incident.id, 'merge')}
        onClick={() => orders.merge(incident)}
      >
        Merge
      </ActionButton>
      <ActionButton
        shortcut={current ? 'o' : undefined}
        pending={doing(commands, incident.id, 'assign')}
        onClick={() => orders.assign(incident)}
      >
        Assign
      </ActionButton>
      <ActionButton
        shortcut={current ? 'e' : undefined}
        pending={doing(commands, incident.id, 'resolve')}
        onClick={() => orders.resolve(incident)}
      >
        Resolve
      </ActionButton>
    </>
  )
}

interface RowProps {
  incident: Incident
  /** It is no longer open, and keeps its place for who reads. */
  gone: boolean
  lead: boolean
  current: boolean
  now: number
  estate: TopologyView | undefined
  traces: IncidentTraces | undefined
  commands: Commands
  orders: IncidentOrders
}

/** One incident as a row: the five questions in the order in which they are asked. */
export const IncidentRow = memo(DrawnRow, (before, after) => {
  // Only these rows have the buttons that speak to what changes with every key.
  if (before.current || after.lead || after.current) return false
  const { commands: known, orders: _orders, ...rest } = after
  return (
    before.commands.error(before.incident.id) === known.error(after.incident.id) &&
    Object.entries(rest).every(([name, value]) => before[name as keyof RowProps] === value)
  )
})

function DrawnRow(props: RowProps) {
  const { incident, gone, lead, current, now, commands } = props
  const { counts } = incident
  const classes = ['row', 'grid', lead && 'lead', current && 'current', gone && 'gone']
    .filter(Boolean)
    .join(' ')
  return (
    <li className={classes} data-cursor={current || undefined} data-testid="incident-row">
      <div className="c0">
        <SeverityMark severity={incident.severity} />
        <div className="age">{duration(now - Date.parse(incident.startedAt))}</div>
      </div>
      <div className="broke">
        <h2 className="t">
          <Link to="/incidents/$id" params={{ id: incident.id }}>
            <Judged text={incident.title} />
          </Link>
        </h2>
        <p>
          <span className="nw">{incidentName(incident.id)}</span>, {counted(counts.events, 'event')} in{' '}
          {counted(counts.alerts, 'alert')} on {counted(counts.entities, 'entity', 'entities')}.
        </p>
        {lead ? null : <p className="m-acting">{gone ? 'No longer open' : <Acting incident={incident} />}</p>}
      </div>
      <BeganCell incident={incident} lead={lead} />
      <ChangedCell incident={incident} now={now} lead={lead} />
      <HitCell incident={incident} estate={props.estate} />
      {gone ? (
        <div className="q" data-q="Acting">
          <div className="k">No longer open</div>
          <p>stays while you read</p>
        </div>
      ) : (
        <ActingCell incident={incident} now={now} />
      )}
      <RowTrace
        traces={props.traces}
        id={incident.id}
        lead={lead}
        changeAt={incident.changes[0] && Date.parse(incident.changes[0].at)}
      />
      {lead || current ? (
        <div className="acts">
          {gone ? null : <Acts {...props} />}
          <Link to="/incidents/$id" params={{ id: incident.id }} className="btn bare">
            Open incident {current ? <Shortcut name="Enter" /> : null}
          </Link>
        </div>
      ) : null}
      <ErrorLine words={commands.error(incident.id)} />
    </li>
  )
}
