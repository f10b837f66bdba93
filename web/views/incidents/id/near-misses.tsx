import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Incident } from '../../../../schema/api/views.ts'
import { nearMissesQuery } from '../../../api/incidents.ts'
import { RegionState } from '../../../components/region-state.tsx'
import { Name, Said } from '../../../components/said.tsx'
import { When } from '../../../components/when.tsx'
import { incidentName } from '../../../format/words.ts'
import { entityOf } from './spread/fold.ts'

const FIRST = 8

/** Alerts that were close and left out, with why. */
export function NearMisses({ incident, now }: { incident: Incident; now: number }) {
  const query = useQuery(nearMissesQuery(incident.id))
  const misses = query.data?.items ?? []
  return (
    <section>
      <h2>
        Left out, though close{' '}
        <small>
          {misses.length > 0 ? (misses.length === 1 ? '1 near miss' : `${misses.length} near misses`) : ''}
        </small>
      </h2>
      <RegionState query={query} what="Near misses" reading="the near misses" rows={2} />
      {query.data && misses.length === 0 ? <p className="none">No other alert came close.</p> : null}
      {misses.slice(0, FIRST).map((miss) => (
        <div className="miss" key={miss.alertId}>
          <span>
            {miss.alert ? (
              <>
                <b>
                  <Name text={miss.alert.name} />
                </b>{' '}
                on <Name text={entityOf(miss.alert)} />
              </>
            ) : (
              <b>
                <Name text={miss.alertId} />
              </b>
            )}
          </span>
          {miss.alert ? (
            <span className="q2">
              <When at={miss.alert.startsAt} now={now} seconds />
            </span>
          ) : null}
          <p>
            <Said text={miss.text} />
            {miss.alert?.incidentId === undefined || miss.alert.incidentId === incident.id ? null : (
              <>
                {'. In '}
                <Link className="lk" to="/incidents/$id" params={{ id: miss.alert.incidentId }}>
                  {incidentName(miss.alert.incidentId)}
                </Link>
                .
              </>
            )}
          </p>
        </div>
      ))}
      {misses.length > FIRST ? <p className="more">{misses.length - FIRST} more, further away.</p> : null}
    </section>
  )
}
