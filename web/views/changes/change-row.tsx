import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Change, SuspectingIncident } from '../../../schema/api/views.ts'
import { Entry } from '../../components/entry.tsx'
import { Icon } from '../../components/icon.tsx'
import { leadsOut, OutLink } from '../../components/out-link.tsx'
import { Judged, Name, Said } from '../../components/said.tsx'
import { When } from '../../components/when.tsx'
import { duration } from '../../format/duration.ts'
import { changeWord, SEVERITY_WORDS } from '../../format/words.ts'

/** One change on two lines, and below it, when it is open, all that is known of it and of what followed. */
export function ChangeRow(props: {
  index: number
  measure: (row: Element | null) => void
  change: Change
  followed: readonly SuspectingIncident[]
  open: boolean
  current: boolean
  now: number
  onOpen: () => void
  onService: (name: string) => void
}) {
  const { change, followed, open, now } = props
  const details = `change-${props.index}`
  const [first, ...others] = followed
  return (
    <Entry current={props.current} open={open} index={props.index} measure={props.measure}>
      {/* A click anywhere on the row does what its button does, which the keyboard reaches. */}
      <tr className="entry opens change-row" data-testid="change-row" onClick={props.onOpen}>
        <td>
          <When at={change.at} now={now} />
        </td>
        <td>
          <button type="button" className="change-what" aria-expanded={open} aria-controls={details}>
            <Said text={change.summary} most={200} />
          </button>
          <p>
            <Icon name="change" /> {changeWord(change.kind)}
            {whereOf(change) === undefined ? null : (
              <>
                , <Name text={whereOf(change) ?? ''} />
              </>
            )}
            {change.version === undefined ? null : (
              <>
                , <Name text={change.version} />
              </>
            )}
          </p>
        </td>
        <td className="change-by">
          <span className="who">
            <Icon name={change.kind === 'agent_action' ? 'agent' : 'person'} />
            <Name text={change.by} />
          </span>
          <p>
            <Name text={change.source} />
          </p>
        </td>
        <td className="change-then">
          {first ? <Incident change={change} incident={first} /> : null}
          {others.length > 0 ? <p>and {others.length} more</p> : null}
        </td>
      </tr>
      {open ? (
        <tr className="change-open" id={details}>
          <td colSpan={4}>
            <Details {...props} />
          </td>
        </tr>
      ) : null}
    </Entry>
  )
}

function whereOf(change: Change): string | undefined {
  return change.entity?.name ?? change.service
}

/** An incident that followed: its severity, title and how long after. */
function Incident({ change, incident }: { change: Change; incident: SuspectingIncident }) {
  const after = Date.parse(incident.startedAt) - Date.parse(change.at)
  return (
    <>
      <Link
        className="change-incident"
        to="/incidents/$id"
        params={{ id: incident.id }}
        onClick={(event) => event.stopPropagation()}
      >
        <Icon name={incident.severity} tone={incident.severity} />
        <span className="vh">{SEVERITY_WORDS[incident.severity]}: </span>
        <Judged text={incident.title} most={120} />
      </Link>
      <p>
        {after >= 0 ? `${duration(after)} later` : `had begun ${duration(-after)} before`}
        {incident.first ? ', its first suspect' : ', one of its suspects'}
      </p>
    </>
  )
}

function Details({ change, followed, now, onService }: Parameters<typeof ChangeRow>[0]) {
  const service = change.service
  return (
    <div className="change-details">
      <section>
        <h3>What is known of it</h3>
        <dl>
          <Fact name="Id">
            <code>
              <Said text={change.id} most={200} />
            </code>
          </Fact>
          {change.version === undefined ? null : (
            <Fact name="Version">
              <Said text={change.version} />
            </Fact>
          )}
          {change.entity === undefined ? null : (
            <Fact name="Where">
              {change.entity.type} <Name text={change.entity.name} />
            </Fact>
          )}
          {service === undefined ? null : (
            <Fact name="Service">
              <button type="button" className="lk" onClick={() => onService(service)}>
                <Name text={service} />
              </button>
            </Fact>
          )}
          {change.endedAt === undefined ? null : (
            <Fact name="Until">
              <When at={change.endedAt} now={now} />
            </Fact>
          )}
          {change.risk === undefined ? null : (
            <Fact name="Risk">
              <Said text={String(change.risk)} />
            </Fact>
          )}
          {leadsOut(change.url) ? (
            <Fact name="Link">
              <OutLink url={change.url}>{change.url.slice(0, 200)}</OutLink>
            </Fact>
          ) : null}
        </dl>
      </section>
      <section>
        <h3>Incidents that followed</h3>
        {followed.length === 0 ? <p className="q2">None suspects it.</p> : null}
        <ul>
          {followed.map((one) => (
            <li key={one.id}>
              <Incident change={change} incident={one} />
              <Reasons reasons={one.reasons} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

/** Why an incident suspects the change. */
function Reasons({ reasons }: Pick<SuspectingIncident, 'reasons'>) {
  if (reasons.length === 0) return null
  return (
    <ul className="change-reasons">
      {reasons.map((reason) => (
        <li key={`${reason.kind} ${reason.text}`}>
          <span aria-hidden="true">{reason.weight < 0 ? '−' : '+'}</span>
          <span className="vh">{reason.weight < 0 ? 'against: ' : 'for: '}</span>
          <Judged text={reason.text} />
        </li>
      ))}
    </ul>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
