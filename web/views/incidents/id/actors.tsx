import type { Incident } from '../../../../schema/api/views.ts'
import { Icon } from '../../../components/icon.tsx'
import { Name, Said } from '../../../components/said.tsx'
import { When } from '../../../components/when.tsx'
import { actionWords, doneBySomeone } from '../../../format/actions.ts'
import { PartHeading } from './part-heading.tsx'

/** Who is acting: each person and agent with what they did last. */
export function Actors({ incident, now }: { incident: Incident; now: number }) {
  const last = new Map(
    doneBySomeone(incident.actions).map((action) => [`${action.by.kind} ${action.by.name}`, action]),
  )
  const actors = [...last.values()].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  return (
    <section>
      <PartHeading id="acting" title="Who is acting" />
      {incident.assignedTo === undefined ? null : (
        <div className="ev two">
          <Icon name="person" />
          <div>
            Assigned to{' '}
            <b>
              <Name text={incident.assignedTo} />
            </b>
          </div>
        </div>
      )}
      {incident.status === 'open' ? (
        <div className="ev two">
          <Icon name="open" />
          <div>
            <b>No one yet</b>
            <p>Nobody has acknowledged it.</p>
          </div>
        </div>
      ) : null}
      {actors.length === 0 && incident.status === 'resolved' ? (
        <p className="none">Nobody acted; it ended when its alerts did.</p>
      ) : null}
      {actors.map((action) => (
        <div className="ev two" key={`${action.by.kind} ${action.by.name}`}>
          <Icon name={action.by.kind === 'agent' ? 'agent' : 'person'} />
          <div>
            <Said text={actionWords(action)} /> <When at={action.at} now={now} />
            {action.text === undefined || action.kind === 'assign' ? null : (
              <p>
                <Said text={action.text} />
              </p>
            )}
          </div>
        </div>
      ))}
    </section>
  )
}
