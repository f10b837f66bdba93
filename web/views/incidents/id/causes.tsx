import { memo, useState } from 'react'
import type { Alert, Incident } from '../../../../schema/api/views.ts'
import { ErrorLine } from '../../../components/commands/resolve-dialog.tsx'
import { type Commands, doing, useCommands } from '../../../components/commands/use-commands.ts'
import { Confidence } from '../../../components/confidence.tsx'
import { OutLink } from '../../../components/out-link.tsx'
import { Judged, Name } from '../../../components/said.tsx'
import { counted } from '../../../format/count.ts'
import { PartHeading } from './part-heading.tsx'
import { runbooksOf } from './runbooks.ts'

const FIRST = 3

/** Where it began: the candidates, best first, each with what speaks for it and against it. */
export const Causes = memo(DrawnCauses)

function DrawnCauses({ incident, alerts }: { incident: Incident; alerts: readonly Alert[] | undefined }) {
  const commands = useCommands()
  const [all, setAll] = useState(false)
  const [asked, setAsked] = useState<string>()
  const { causes } = incident
  const shown = all ? causes : causes.slice(0, FIRST)
  return (
    <section>
      <PartHeading id="began" title="Where it began">
        <small>{causes.length === 1 ? '1 candidate weighed' : `${causes.length} candidates weighed`}</small>
      </PartHeading>
      {causes.length === 0 ? <p className="none">Not known: no candidate has evidence yet.</p> : null}
      <ol>
        {shown.map((cause, index) => {
          const reasons = index === 0 ? byWeight(cause.reasons) : strongest(cause.reasons)
          return (
            <li
              className={index === 0 ? 'cause one' : 'cause'}
              key={`${cause.entity.type} ${cause.entity.name}`}
            >
              <span className="rk">{index + 1}</span>
              <span className="en">
                <Name text={cause.entity.name} /> <small>{cause.entity.type}</small>
              </span>
              {cause.confirmedBy === undefined ? (
                <Confidence value={cause.confidence} />
              ) : (
                <small className="confirmed">confirmed by {cause.confirmedBy}</small>
              )}
              <ul>
                {reasons.map((reason) => (
                  <li key={`${reason.kind} ${reason.text}`} className={reason.weight < 0 ? 'con' : 'pro'}>
                    <span className="vh">{reason.weight < 0 ? 'Against: ' : 'For: '}</span>
                    <Judged text={reason.text} />
                  </li>
                ))}
              </ul>
              {incident.status === 'merged' ? null : (
                <Confirm
                  incident={incident}
                  cause={cause}
                  commands={commands}
                  asked={asked === cause.entity.name}
                  onAsk={() => setAsked(cause.entity.name)}
                />
              )}
              {index === 0 ? <Runbooks alerts={alerts ?? []} entity={cause.entity.name} /> : null}
            </li>
          )
        })}
      </ol>
      <ErrorLine words={commands.error(incident.id)} />
      {causes.length > FIRST ? (
        <p className="more">
          <button type="button" className="lk" onClick={() => setAll(!all)}>
            {all ? 'Only the first three' : `${counted(causes.length - FIRST, 'more candidate')}`}
          </button>
        </p>
      ) : null}
    </section>
  )
}

type Reasons = readonly Incident['causes'][number]['reasons'][number][]

function byWeight(reasons: Reasons): Reasons {
  return [...reasons].sort((a, b) => b.weight - a.weight)
}

/** Of what does not lead the two weightiest reasons, for it or against it. */
function strongest(reasons: Reasons): Reasons {
  const weighty = [...reasons].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
  return byWeight(weighty.slice(0, 2))
}

/** Says that this was the cause, or takes that back. */
function Confirm(props: {
  incident: Incident
  cause: Incident['causes'][number]
  commands: Commands
  /** It was this one that was pressed last. */
  asked: boolean
  onAsk: () => void
}) {
  const { incident, cause, commands } = props
  const { id } = incident
  const confirmed = cause.confirmedBy !== undefined
  const kind = confirmed ? 'retract-cause' : 'confirm-cause'
  const run = () => {
    props.onAsk()
    void commands.run(
      confirmed ? { kind: 'retract-cause', id } : { kind: 'confirm-cause', id, entity: cause.entity.name },
    )
  }
  return (
    <button
      type="button"
      className="lk confirm"
      title={confirmed ? undefined : 'Causes of later incidents are ranked by this as well'}
      disabled={commands.pending(id) !== undefined}
      onClick={run}
    >
      {(props.asked ? doing(commands, id, kind) : undefined) ?? (confirmed ? 'Take back' : 'This was it')}
      <span className="vh"> ({cause.entity.name})</span>
    </button>
  )
}

/** What its alerts say to do about it. */
function Runbooks(props: { alerts: readonly Alert[]; entity: string }) {
  const runbooks = runbooksOf(props.alerts, props.entity)
  if (runbooks.length === 0) return null
  return (
    <p className="runbooks">
      What to do:{' '}
      {runbooks.map(({ url, alert }, index) => (
        <span key={url}>
          {index > 0 ? ', ' : ''}
          <OutLink url={url}>
            runbook of <Name text={alert} />
          </OutLink>
        </span>
      ))}
    </p>
  )
}
