import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Alert, Incident } from '../../../../schema/api/views.ts'
import { nearMissesQuery } from '../../../api/incidents.ts'
import type { Commands } from '../../../components/commands/use-commands.ts'
import { RegionState } from '../../../components/region-state.tsx'
import { Judged, Name } from '../../../components/said.tsx'
import { When } from '../../../components/when.tsx'
import { incidentName } from '../../../format/words.ts'
import { PartHeading } from './part-heading.tsx'
import { entityOf } from './spread/fold.ts'

const FIRST = 8

/** Whether an alert is in another incident than this one. */
function isElsewhere(alert: Alert | undefined, own: string): alert is Alert & { incidentId: string } {
  return alert?.incidentId !== undefined && alert.incidentId !== own
}

/** Alerts that were close and left out, with why. */
export function NearMisses({
  incident,
  now,
  commands,
}: {
  incident: Incident
  now: number
  commands: Commands
}) {
  const [joining, setJoining] = useState<string>()
  const living = incident.status === 'open' || incident.status === 'acknowledged'
  const query = useQuery(nearMissesQuery(incident.id))
  const misses = query.data?.items ?? []
  return (
    <section>
      <PartHeading id="near-misses" title="Left out, though close">
        <small>
          {misses.length > 0 ? (misses.length === 1 ? '1 near miss' : `${misses.length} near misses`) : ''}
        </small>
      </PartHeading>
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
              {living && isElsewhere(miss.alert, incident.id) ? (
                <button
                  type="button"
                  className="lk add"
                  aria-disabled={commands.pending(incident.id) !== undefined || undefined}
                  onClick={async () => {
                    const from = miss.alert?.incidentId
                    if (from === undefined || commands.pending(incident.id)) return
                    setJoining(miss.alertId)
                    await commands.run({ kind: 'join', id: incident.id, alertId: miss.alertId, from })
                    setJoining(undefined)
                  }}
                >
                  {joining === miss.alertId ? 'adding' : 'add'}
                  <span className="vh"> {miss.alert.name.slice(0, 80)} to this incident</span>
                </button>
              ) : null}
            </span>
          ) : null}
          <p>
            <Judged text={miss.text} />
            {!isElsewhere(miss.alert, incident.id) ? null : (
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
