import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Alert } from '../../../schema/api/views.ts'
import { acknowledgementQuery, alertQuery } from '../../api/alerts.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { useKeys } from '../../components/keys.ts'
import { leadsOut, OutLink } from '../../components/out-link.tsx'
import { RegionState } from '../../components/region-state.tsx'
import { Name, Said } from '../../components/said.tsx'
import { SeverityMark } from '../../components/severity.tsx'
import { Shortcut } from '../../components/shortcut.tsx'
import { When } from '../../components/when.tsx'
import { counted } from '../../format/count.ts'
import { duration } from '../../format/duration.ts'
import { incidentName } from '../../format/words.ts'
import { DrawerEvents } from './drawer-events.tsx'
import { entityWords } from './entity-words.ts'
import { stateWord } from './words.ts'

/** What a person can do from the drawer. */
interface DrawerActions {
  onClose: () => void
  onAcknowledge: (alert: Alert) => void
  onSilence: (alert: Alert) => void
  onLabel: (label: string, value: string) => void
}

/** One alert looked at closely, beside the table: the episode, its events, and what was sent. */
export function Drawer(
  props: DrawerActions & { scope: string; id: string; known: Alert | undefined; now: number },
) {
  const query = useQuery({ ...alertQuery(props.scope, props.id), placeholderData: keepPreviousData })
  const place = useRef<HTMLElement>(null)
  // What the table knows of it is there at once, and follows the stream.
  const alert = props.known ?? (query.isPlaceholderData ? undefined : query.data)
  useEffect(() => place.current?.focus({ preventScroll: true }), [])
  return (
    <aside className="dr" aria-label="Alert" ref={place} tabIndex={-1} data-testid="drawer">
      <button type="button" className="btn bare dr-close" onClick={props.onClose} aria-keyshortcuts="Escape">
        Close <Shortcut name="Esc" />
      </button>
      {alert ? <Facts {...props} alert={alert} /> : null}
      <RegionState
        query={{
          ...query,
          data: alert,
          error: alert ? null : query.error,
          isPending: !alert && query.isPending,
        }}
        what="The alert"
        reading="the alert"
        rows={4}
      />
      {alert ? <DrawerEvents scope={props.scope} alert={alert} now={props.now} /> : null}
    </aside>
  )
}

function Facts(props: DrawerActions & { alert: Alert; now: number }) {
  const { alert, now } = props
  const open = alert.status !== 'resolved'
  useKeys({
    a: () => open && props.onAcknowledge(alert),
    z: () => open && props.onSilence(alert),
  })
  const description = alert.annotations['description']
  const link = alert.url ?? alert.annotations['runbook_url'] ?? alert.annotations['runbook']
  return (
    <>
      <header>
        <SeverityMark severity={alert.severity} />
        <h2>
          <code>
            <Name text={alert.name} />
          </code>
        </h2>
        {alert.summary === undefined ? null : (
          <p>
            <Said text={alert.summary} />
          </p>
        )}
        {description === undefined || description === alert.summary ? null : (
          <p className="q2">
            <Said text={description} most={1000} />
          </p>
        )}
      </header>
      {open ? (
        <div className="r">
          <ActionButton tone="go" shortcut="a" onClick={() => props.onAcknowledge(alert)}>
            Acknowledge
          </ActionButton>
          <ActionButton shortcut="z" onClick={() => props.onSilence(alert)}>
            Silence
          </ActionButton>
        </div>
      ) : null}
      <dl className="dr-facts">
        <dt>State</dt>
        <dd>
          {stateWord(alert)}
          {alert.suppressedBy ? (
            <>
              : <Said text={alert.suppressedBy.text} />
            </>
          ) : null}
          {alert.status === 'acknowledged' ? <AcknowledgedBy alert={alert} now={now} /> : null}
        </dd>
        <dt>Incident</dt>
        <dd>
          {alert.incidentId === undefined ? (
            <span className="q2">In none</span>
          ) : (
            <Link to="/incidents/$id" params={{ id: alert.incidentId }} className="lk">
              {incidentName(alert.incidentId)}
            </Link>
          )}
        </dd>
        <On alert={alert} />
        {alert.service === undefined ? null : (
          <>
            <dt>Service</dt>
            <dd>
              <Name text={alert.service} />
            </dd>
          </>
        )}
        <dt>Began</dt>
        <dd>
          <When at={alert.startsAt} now={now} seconds />
          {open ? <span className="q3"> {duration(now - Date.parse(alert.startsAt))} ago</span> : null}
        </dd>
        {alert.endsAt === undefined ? null : (
          <>
            <dt>Ended</dt>
            <dd>
              <When at={alert.endsAt} now={now} seconds />
              <span className="q3">
                {' '}
                after {duration(Date.parse(alert.endsAt) - Date.parse(alert.startsAt))}
              </span>
            </dd>
          </>
        )}
        <dt>Events</dt>
        <dd>
          {counted(alert.events, 'event')} from <Said text={alert.sources.join(' and ')} most={200} />
          <span className="q3">
            , the last <When at={alert.lastEventAt} now={now} seconds />
          </span>
        </dd>
        {leadsOut(link) ? (
          <>
            <dt>Link</dt>
            <dd>
              <OutLink url={link}>
                <Said text={link} most={120} />
              </OutLink>
            </dd>
          </>
        ) : null}
        <dt>Fingerprint</dt>
        <dd className="mono">
          <Name text={alert.fingerprint} />
        </dd>
      </dl>
      <section>
        <h3>
          Labels <small>press one to filter by it</small>
        </h3>
        <ul className="dr-labels">
          {Object.entries(alert.labels).map(([label, value]) => (
            <li key={label}>
              <button type="button" onClick={() => props.onLabel(label, value)}>
                <span className="q3">
                  <Name text={label} />
                </span>
                <Name text={value} />
              </button>
            </li>
          ))}
        </ul>
      </section>
      <Annotations annotations={alert.annotations} />
    </>
  )
}

/** What the alert is about, and how that is known. */
function On({ alert }: { alert: Alert }) {
  const words = entityWords(alert)
  if (!alert.entity && words === undefined) return null
  return (
    <>
      <dt>On</dt>
      <dd>
        {alert.entity ? (
          <>
            <Name text={alert.entity.name} /> <span className="q3">{alert.entity.type}</span>
          </>
        ) : (
          <span className="q2">nothing known</span>
        )}
        {words === undefined ? null : (
          <div className="q3" data-testid="entity-by">
            <Said text={words} most={700} />
          </div>
        )}
      </dd>
    </>
  )
}

function AcknowledgedBy({ alert, now }: { alert: Alert; now: number }) {
  const known = useQuery(acknowledgementQuery(alert.scope, alert.id)).data
  if (!known) return null
  return (
    <>
      {' '}
      by <Name text={known.by.name} />, <When at={known.at} now={now} />
    </>
  )
}

function Annotations({ annotations }: { annotations: Record<string, string> }) {
  const rest = Object.entries(annotations).filter(([name]) => name !== 'summary' && name !== 'description')
  if (rest.length === 0) return null
  return (
    <section>
      <h3>Annotations</h3>
      <dl className="dr-facts">
        {rest.map(([name, value]) => (
          <div key={name}>
            <dt>
              <Name text={name} />
            </dt>
            <dd>
              <Said text={value} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
