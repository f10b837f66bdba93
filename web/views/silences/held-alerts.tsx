import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { HELD_SHOWN, heldAlertsQuery } from '../../api/silences.ts'
import { RegionState } from '../../components/region-state.tsx'
import { Name, Said } from '../../components/said.tsx'
import { SeverityMark } from '../../components/severity.tsx'
import { count } from '../../format/count.ts'
import { duration } from '../../format/duration.ts'
import { incidentName } from '../../format/words.ts'

/** The alerts that a silence or a maintenance hides now. */
export function HeldAlerts(props: { scope: string; id: string; holding: number; now: number }) {
  const query = useQuery(heldAlertsQuery(props.scope, props.id))
  const alerts = query.data?.items ?? []
  return (
    <section>
      <h2>
        Hides now{' '}
        <small>
          {props.holding > HELD_SHOWN ? `${HELD_SHOWN} of ${count(props.holding)}` : count(props.holding)}
        </small>
      </h2>
      <RegionState query={query} what="Alerts" reading="what it hides" rows={2} />
      {query.data && alerts.length === 0 ? <p className="q2">No alert that fires now.</p> : null}
      <ul className="held-alerts">
        {alerts.map((alert) => (
          <li key={alert.id}>
            <SeverityMark severity={alert.severity} />
            <span className="one">
              <code>
                <Name text={alert.name} />
              </code>{' '}
              <Said text={alert.summary ?? alert.entity?.name ?? alert.service ?? ''} most={200} />
            </span>
            <span className="num q3">
              {alert.incidentId === undefined ? (
                duration(props.now - Date.parse(alert.startsAt))
              ) : (
                <Link className="lk" to="/incidents/$id" params={{ id: alert.incidentId }}>
                  {incidentName(alert.incidentId)}
                </Link>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
