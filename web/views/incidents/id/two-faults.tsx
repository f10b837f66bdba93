import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Incident } from '../../../../schema/api/views.ts'
import { ActionButton } from '../../../components/action-button.tsx'
import { type Commands, doing } from '../../../components/commands/use-commands.ts'
import { Judged, Name } from '../../../components/said.tsx'
import { counted } from '../../../format/count.ts'
import { incidentName } from '../../../format/words.ts'
import type { Selection } from './alerts/use-selection.ts'

type TwoFaults = NonNullable<Incident['twoFaults']>

/** Says that an incident may hold two faults, with both of them and why, and offers to split it or to keep it as one. */
export function TwoFaultsNotice(props: { incident: Incident; commands: Commands; selection: Selection }) {
  const { incident, commands, selection } = props
  const [into, setInto] = useState<string>()
  const found = incident.twoFaults
  const living = incident.status === 'open' || incident.status === 'acknowledged'
  const show = () => {
    selection.clear()
    selection.toggle(found?.alertIds ?? [])
    document.getElementById('alerts')?.scrollIntoView({ block: 'start' })
  }
  const split = async () => {
    const alertIds = found?.alertIds ?? []
    const answer = await commands.run({ kind: 'split', id: incident.id, alertIds })
    setInto(answer?.incidentIds.at(-1))
  }
  return (
    <>
      <div role="status">
        {into === undefined ? null : (
          <p className="hint">
            Split off into{' '}
            <Link className="lk" to="/incidents/$id" params={{ id: into }}>
              {incidentName(into)}
            </Link>
            .
          </p>
        )}
      </div>
      {found && living ? (
        <section className="two-faults" aria-labelledby="two-faults">
          <h2 id="two-faults">May hold two faults</h2>
          <p>
            <Judged text={found.text} />. There were two in {tenths(found.chance)} of 10 such incidents.
          </p>
          <ul>
            <Side side={found.left} words="stay" />
            <Side side={found.apart} words="would be split off" />
          </ul>
          <div className="acts">
            <ActionButton pending={doing(commands, incident.id, 'split')} onClick={split}>
              Split into two
            </ActionButton>
            <button type="button" className="btn" onClick={show}>
              Show {counted(found.alertIds.length, 'alert')} to split off
            </button>
            <ActionButton
              tone="bare"
              pending={doing(commands, incident.id, 'keep-together')}
              onClick={() => void commands.run({ kind: 'keep-together', id: incident.id })}
            >
              Keep as one
            </ActionButton>
          </div>
        </section>
      ) : null}
    </>
  )
}

function Side({ side, words }: { side: TwoFaults['left']; words: string }) {
  return (
    <li>
      <b>
        <Judged text={side.head.text} />
      </b>{' '}
      <span className="q2">
        and what came with it: {counted(side.alerts, 'alert')} on{' '}
        {counted(side.entities, 'entity', 'entities')} {words}.
        {side.cause ? (
          <>
            {' '}
            Began at <Name text={side.cause.entity.name} />: <Judged text={side.cause.text} />.
          </>
        ) : null}
      </span>
    </li>
  )
}

/** As confidence is said: how many of ten. */
function tenths(chance: number): number {
  return Math.max(1, Math.min(9, Math.round(chance * 10)))
}
