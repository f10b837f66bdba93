import type { Incident, TopologyView } from '../../../schema/api/views.ts'
import { Confidence } from '../../components/confidence.tsx'
import { Icon } from '../../components/icon.tsx'
import { Judged, Name, Said } from '../../components/said.tsx'
import { When } from '../../components/when.tsx'
import { actionWords, pastWords } from '../../format/actions.ts'
import { counted, names } from '../../format/count.ts'
import { changeWord } from '../../format/words.ts'

/** Where it began: the likeliest cause, how sure that is, and in the lead row why. */
export function BeganCell({ incident, lead }: { incident: Incident; lead: boolean }) {
  const cause = incident.causes[0]
  const why = cause?.reasons.find((reason) => reason.weight > 0)
  return (
    <div className="q" data-q="Began">
      {cause ? (
        <>
          <div className="k">
            <Name text={cause.entity.name} />
          </div>
          <p>
            <Confidence value={cause.confidence} />
          </p>
          {lead && why ? (
            <p>
              <Judged text={why.text} />
            </p>
          ) : null}
        </>
      ) : (
        <>
          <div className="k">Not known yet</div>
          <p>no candidate has evidence</p>
        </>
      )}
    </div>
  )
}

/** What changed: the change that most likely stands behind it. */
export function ChangedCell({ incident, now, lead }: { incident: Incident; now: number; lead: boolean }) {
  const change = incident.changes[0]
  if (!change) {
    return (
      <div className="q" data-q="Changed">
        <div className="k">No change known</div>
        <p>none that could stand behind it</p>
      </div>
    )
  }
  const where = change.entity?.name ?? change.service
  return (
    <div className="q" data-q="Changed">
      <div className="k">
        {changeWord(change.kind)}
        {change.version === undefined ? '' : ` ${change.version}`},{' '}
        <When at={change.at} now={now} seconds={lead} />
      </div>
      <p>
        <Said text={change.summary} />
      </p>
      <p>
        <Said text={[change.by, where].filter(Boolean).join(', ')} />
      </p>
    </div>
  )
}

/** What else is hit: services besides the cause, of how many where the estate is known. */
export function HitCell({ incident, estate }: { incident: Incident; estate: TopologyView | undefined }) {
  const cause = incident.causes[0]?.entity.name
  const others = incident.services.filter((service) => service !== cause)
  const all = estate && !estate.truncated ? estate.nodes.filter((node) => node.type === 'service').length : 0
  const some = names(others, 3)
  if (others.length === 0) {
    return (
      <div className="q" data-q="Also hit">
        <div className="k">No other service</div>
        <p>{counted(incident.counts.entities, 'entity', 'entities')} in all</p>
      </div>
    )
  }
  return (
    <div className="q" data-q="Also hit">
      <div className="k">
        {all >= others.length && all > 1
          ? `${others.length} of ${all} services`
          : counted(others.length, 'service')}
      </div>
      <p>
        <Said text={some.shown.join(', ')} />
        {some.more > 0 ? ` and ${some.more} more` : ''}
      </p>
    </div>
  )
}

/** Who is acting: who took it, or what was done last. */
export function ActingCell({ incident, now }: { incident: Incident; now: number }) {
  const taken = [...incident.actions].reverse().find((action) => action.kind === 'acknowledge')
  const last = incident.actions.at(-1)
  if (incident.status !== 'acknowledged') {
    return (
      <div className="q" data-q="Acting">
        {incident.assignedTo === undefined ? (
          <div className="k">No one yet</div>
        ) : (
          <div className="k who">
            <Icon name="person" />
            <Name text={incident.assignedTo} />
          </div>
        )}
        {last && last.kind !== 'assign' ? (
          <p>
            <Said text={actionWords(last)} /> <When at={last.at} now={now} />
          </p>
        ) : (
          <p>not acknowledged</p>
        )}
      </div>
    )
  }
  const agent = taken?.by.kind === 'agent'
  return (
    <div className="q" data-q="Acting">
      <div className="k who">
        <Icon name={agent ? 'agent' : 'person'} />
        <Name text={incident.acknowledgedBy ?? taken?.by.name ?? 'someone'} />
      </div>
      <p>
        {last && last.kind !== 'acknowledge' ? (
          <>
            {last.by.name === incident.acknowledgedBy ? (
              pastWords(last.kind)
            ) : (
              <Said text={actionWords(last)} />
            )}{' '}
            <When at={last.at} now={now} />
          </>
        ) : (
          <>acknowledged {taken ? <When at={taken.at} now={now} /> : null}</>
        )}
      </p>
    </div>
  )
}
