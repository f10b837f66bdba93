import type { Incident } from '../../../schema/api/views.ts'
import { counted } from '../../format/count.ts'
import { Dialog } from '../dialog.tsx'
import { HoldButton } from '../hold-button.tsx'
import { Judged } from '../said.tsx'
import { type Commands, doing } from './use-commands.ts'

/** From how many alerts on resolving asks first. */
export const ASK_FROM_ALERTS = 50

/** Asks before an incident of many alerts is resolved, and wants the button held for a second. */
export function ResolveDialog(props: { incident: Incident; commands: Commands; onClose: () => void }) {
  const { incident, commands } = props
  return (
    <Dialog title="Resolve this incident?" onClose={props.onClose}>
      <p>
        <Judged text={incident.title} />
      </p>
      <p>
        It ends with its {counted(incident.counts.alerts, 'alert')}. Alerts that still fire open it again.
      </p>
      <ErrorLine words={commands.error(incident.id)} />
      <div className="r">
        <HoldButton
          label="resolve"
          pending={doing(commands, incident.id, 'resolve')}
          onHeld={async () => {
            if (await commands.run({ kind: 'resolve', id: incident.id })) props.onClose()
          }}
        />
        <button type="button" className="btn" onClick={props.onClose}>
          Keep it open
        </button>
      </div>
    </Dialog>
  )
}

/** Why a command was refused. */
export function ErrorLine({ words }: { words: string | undefined }) {
  return words === undefined ? null : (
    <p className="refused" role="alert">
      {words}
    </p>
  )
}
