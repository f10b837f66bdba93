import { type CSSProperties, memo } from 'react'
import type { Alert } from '../../../schema/api/views.ts'
import { Name, Said } from '../../components/said.tsx'
import { SeverityMark } from '../../components/severity.tsx'
import { When } from '../../components/when.tsx'
import { count } from '../../format/count.ts'
import { duration } from '../../format/duration.ts'
import { incidentName } from '../../format/words.ts'
import { stateWord } from './words.ts'

/** One alert as a line of the table; still bars while it is not read. */
export const AlertRow = memo(DrawnRow, (before, after) =>
  Object.entries(after).every(
    ([name, value]) =>
      typeof value === 'function' ||
      (name === 'style'
        ? before.style.transform === after.style.transform && before.style.height === after.style.height
        : before[name as keyof RowProps] === value),
  ),
)

interface RowProps {
  alert: Alert | undefined
  index: number
  now: number
  current: boolean
  opened: boolean
  selected: boolean
  style: CSSProperties
  /** The address of the list with an alert open, but for its id. */
  address: string
  /** These may be old ones: what they do must not depend on when they were made. */
  onSelect: (alert: Alert) => void
  onOpen: (alert: Alert, index: number) => void
  onIncident: (id: string) => void
}

// Plain links: those of the router look at the address anew each time that it changes, all of them.
function DrawnRow(props: RowProps) {
  const { alert, index } = props
  const place = { 'aria-rowindex': index + 2, style: props.style }
  if (!alert) {
    return (
      <tr {...place} className="at-row at-sk">
        <td>
          <span className="vh">Not read yet</span>
          <i className={`sk-a sk-${index % 3}`} />
        </td>
      </tr>
    )
  }
  const over = alert.status === 'resolved'
  const classes = ['at-row', props.current && 'current', props.opened && 'opened', over && 'over']
  const on = alert.entity?.name ?? alert.service
  const end = alert.endsAt === undefined ? props.now : Date.parse(alert.endsAt)
  return (
    // A click anywhere opens it; the keyboard has the link in it.
    <tr
      {...place}
      className={classes.filter(Boolean).join(' ')}
      data-cursor={props.current || undefined}
      data-testid="alert-row"
      onClick={(event) => {
        if (!(event.target as Element).closest('a, input, label')) props.onOpen(alert, index)
      }}
    >
      <td className="at-x">
        <label>
          <span className="vh">Select {alert.name.slice(0, 80)}</span>
          <input type="checkbox" checked={props.selected} onChange={() => props.onSelect(alert)} />
        </label>
      </td>
      <td className="at-sev">
        <SeverityMark severity={alert.severity} />
      </td>
      <td className="at-name">
        <a
          href={`${props.address}${encodeURIComponent(alert.id)}`}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return
            event.preventDefault()
            props.onOpen(alert, index)
          }}
        >
          <code>
            <Name text={alert.name} />
          </code>
        </a>
        {alert.summary === undefined ? null : (
          <span className="q2">
            {' '}
            <Said text={alert.summary} most={200} />
          </span>
        )}
      </td>
      <td className="at-on">{on === undefined ? null : <Name text={on} />}</td>
      <td className="at-state q2">{stateWord(alert)}</td>
      <td className="at-began num q2">
        <When at={alert.startsAt} now={props.now} seconds />
      </td>
      <td className="at-lasted num q2">{duration(end - Date.parse(alert.startsAt))}</td>
      <td className="at-events num q2">{count(alert.events)}</td>
      <td className="at-inc">
        {alert.incidentId === undefined ? null : (
          <IncidentLink id={alert.incidentId} scope={alert.scope} onFollow={props.onIncident} />
        )}
      </td>
    </tr>
  )
}

function IncidentLink(props: { id: string; scope: string; onFollow: (id: string) => void }) {
  const { id } = props
  return (
    <a
      className="lk"
      href={`/incidents/${encodeURIComponent(id)}?scope=${encodeURIComponent(props.scope)}`}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        props.onFollow(id)
      }}
    >
      {incidentName(id)}
    </a>
  )
}
