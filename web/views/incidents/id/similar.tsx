import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Incident } from '../../../../schema/api/views.ts'
import { similarQuery } from '../../../api/incidents.ts'
import { RegionState } from '../../../components/region-state.tsx'
import { Judged, Said } from '../../../components/said.tsx'
import { percent } from '../../../format/count.ts'
import { duration } from '../../../format/duration.ts'
import { moment } from '../../../format/time.ts'
import { PartHeading } from './part-heading.tsx'

const FIRST = 4

/** Past incidents like this one and how they ended. */
export function Similar({ incident, now }: { incident: Incident; now: number }) {
  const query = useQuery(similarQuery(incident.id))
  const items = query.data?.items ?? []
  return (
    <section>
      <PartHeading id="seen-before" title="Seen before" />
      <RegionState query={query} what="Past incidents" reading="past incidents" rows={1} />
      {query.data && items.length === 0 ? <p className="none">Nothing like it is on record.</p> : null}
      {items.slice(0, FIRST).map((similar) => (
        <div className="miss" key={similar.id}>
          <span>
            <Link className="lk" to="/incidents/$id" params={{ id: similar.id }}>
              <Judged text={similar.title} />
            </Link>
          </span>
          <span className="q2 nw">{percent(similar.likeness)} alike</span>
          <p>
            {moment(Date.parse(similar.startedAt), now)}
            {similar.resolvedAt === undefined
              ? ', still open'
              : `, ${duration(Date.parse(similar.resolvedAt) - Date.parse(similar.startedAt))}`}
            ; <Said text={similar.reasons.join('; ')} />
            {similar.ended === undefined ? null : (
              <>
                . Then <Said text={similar.ended} />
              </>
            )}
            .
          </p>
        </div>
      ))}
    </section>
  )
}
