import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { PastEffect, ReplayedIncidentView } from '../../schema/api/views.ts'
import { counted } from '../format/count.ts'
import { moment } from '../format/time.ts'
import { Judged } from './said.tsx'
import { SeverityMark } from './severity.tsx'
import './replayed-incident.css'

/** What kept an incident's alerts from a person, in words. */
export const HELD_BY: Readonly<Record<NonNullable<PastEffect['gone']['items'][number]['heldBy']>, string>> = {
  duplicate: 'a repeat',
  flapping: 'flapping',
  silenced: 'silenced',
  inhibited: 'inhibited',
  maintenance: 'under maintenance',
  noise: 'marked as noise',
  correlated: 'joined to another incident',
}

/** An incident as a replay made it, with a link to what is stored of it. */
export function ReplayedIncident(props: {
  incident: ReplayedIncidentView
  now: number
  /** It stands by itself, not in a list. */
  alone?: boolean
  /** It is not to be linked: it never was. */
  plain?: boolean
  children?: ReactNode
}) {
  const { incident, now } = props
  const title = <Judged text={incident.title} most={160} />
  const body = (
    <>
      <SeverityMark severity={incident.severity} />{' '}
      {incident.storedId === undefined || props.plain ? (
        <span className="effect-title">{title}</span>
      ) : (
        <Link className="lk effect-title" to="/incidents/$id" params={{ id: incident.storedId }}>
          {title}
        </Link>
      )}{' '}
      <span className="q3">
        {moment(Date.parse(incident.startedAt), now)}, {counted(incident.alerts, 'alert')}
        {props.children ? <>, {props.children}</> : null}
      </span>
    </>
  )
  return props.alone ? (
    <div className="effect-incident">{body}</div>
  ) : (
    <li className="effect-incident">{body}</li>
  )
}
