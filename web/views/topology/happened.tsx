import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Page } from '../../../schema/api/list.ts'
import type { Alert, Change, Incident } from '../../../schema/api/views.ts'
import { alertsOnQuery, changesOnQuery } from '../../api/topology.ts'
import { Icon } from '../../components/icon.tsx'
import { RegionState } from '../../components/region-state.tsx'
import { Judged, Name, Said } from '../../components/said.tsx'
import { When } from '../../components/when.tsx'
import { count } from '../../format/count.ts'
import { duration } from '../../format/duration.ts'
import { changeLine, incidentName } from '../../format/words.ts'
import { type Range, rangeWords, type Window } from '../../range.ts'

const SHOWN = 12

/** What happened to a thing within the range: alerts, incidents, changes. */
export function Happened(props: {
  scope: string
  entity: string
  range: string
  window: () => Window
  ready: boolean
  now: number
  incidents: UseQueryResult<Page<Incident>>
}) {
  const { scope, entity, range, window, now } = props
  const held = { enabled: props.ready, placeholderData: keepPreviousData }
  const alerts = useQuery({ ...alertsOnQuery(scope, entity, range, window), ...held })
  const changes = useQuery({ ...changesOnQuery(scope, entity, range, window), ...held })
  const incidents = props.incidents.data?.items ?? []
  const words = rangeWords(range as Range)
  return (
    <div className="happened">
      <section>
        <h2>
          Alerts <small>{heading(alerts.data?.items.length, words)}</small>
        </h2>
        <RegionState query={alerts} what="Its alerts" reading="its alerts" rows={3} />
        {alerts.data?.items.length === 0 ? <p className="none">No alert on it.</p> : null}
        <ul>
          {alerts.data?.items.slice(0, SHOWN).map((alert) => (
            <AlertLine key={alert.id} alert={alert} now={now} />
          ))}
        </ul>
        <More number={(alerts.data?.items.length ?? 0) - SHOWN} />
      </section>
      <section>
        <h2>
          Incidents <small>{heading(incidents.length, words)}</small>
        </h2>
        <RegionState query={props.incidents} what="Its incidents" reading="its incidents" rows={3} />
        {props.incidents.data && incidents.length === 0 ? <p className="none">No incident hit it.</p> : null}
        <ul>
          {incidents.slice(0, SHOWN).map((incident) => (
            <li key={incident.id}>
              <span className="one">
                <Icon name={incident.severity} tone={incident.severity} />{' '}
                <Link className="lk" to="/incidents/$id" params={{ id: incident.id }}>
                  <Judged text={incident.title} most={120} />
                </Link>
              </span>
              <small>
                <When at={incident.startedAt} now={now} />, {incidentName(incident.id)}
                {incident.causes[0]?.entity.name === entity ? ', likely began here' : ''}
              </small>
            </li>
          ))}
        </ul>
        <More number={incidents.length - SHOWN} />
      </section>
      <section>
        <h2>
          Changes <small>{heading(changes.data?.items.length, words)}</small>
        </h2>
        <RegionState query={changes} what="Its changes" reading="its changes" rows={3} />
        {changes.data?.items.length === 0 ? (
          <p className="none">Nothing changed, as far as we were told.</p>
        ) : null}
        <ul>
          {changes.data?.items.slice(0, SHOWN).map((change) => (
            <ChangeLine key={change.id} change={change} now={now} />
          ))}
        </ul>
        <More number={(changes.data?.items.length ?? 0) - SHOWN} />
      </section>
    </div>
  )
}

function heading(number: number | undefined, words: string): string {
  return number ? `${words}, ${number >= 200 ? 'the newest ' : ''}${count(number)}` : words
}

function More({ number }: { number: number }) {
  return number > 0 ? <p className="more">{count(number)} more.</p> : null
}

function AlertLine({ alert, now }: { alert: Alert; now: number }) {
  const end = alert.endsAt === undefined ? now : Date.parse(alert.endsAt)
  return (
    <li>
      <span className="one">
        <Icon name={alert.severity} tone={alert.severity} />{' '}
        <Said text={alert.summary || alert.name} most={120} />
      </span>
      <small>
        <When at={alert.startsAt} now={now} />, {alert.endsAt === undefined ? 'for' : 'lasted'}{' '}
        {duration(end - Date.parse(alert.startsAt))}, <Name text={alert.name} />
      </small>
    </li>
  )
}

function ChangeLine({ change, now }: { change: Change; now: number }) {
  const behind = change.incidentIds?.[0]
  return (
    <li>
      <span className="one">
        <Icon name="change" tone="q2" /> <Said text={changeLine(change.kind, change.summary)} most={120} />
      </span>
      <small>
        <When at={change.at} now={now} />, <Name text={change.by} />
        {behind === undefined ? null : (
          <>
            , suspect in{' '}
            <Link className="lk" to="/incidents/$id" params={{ id: behind }}>
              {incidentName(behind)}
            </Link>
          </>
        )}
      </small>
    </li>
  )
}
