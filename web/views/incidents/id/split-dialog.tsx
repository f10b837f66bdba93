import type { Alert, Incident } from '../../../../schema/api/views.ts'
import { ActionButton } from '../../../components/action-button.tsx'
import { ErrorLine } from '../../../components/commands/resolve-dialog.tsx'
import { type Commands, doing } from '../../../components/commands/use-commands.ts'
import { Dialog } from '../../../components/dialog.tsx'
import { Name } from '../../../components/said.tsx'
import { counted } from '../../../format/count.ts'
import { entityOf } from './spread/fold.ts'

const NAMED = 8

/** Asks before alerts are taken out into an incident of their own, and says what that does. */
export function SplitDialog(props: {
  incident: Incident
  alerts: readonly Alert[]
  commands: Commands
  onClose: () => void
  onSplit: (into: string) => void
}) {
  const { incident, alerts, commands } = props
  return (
    <Dialog title={`Split ${counted(alerts.length, 'alert')} off?`} onClose={props.onClose}>
      <p>They get an incident of their own, and what arrives later does not join the two again.</p>
      <ul className="plain">
        {alerts.slice(0, NAMED).map((alert) => (
          <li key={alert.id}>
            <code>
              <Name text={alert.name} />
            </code>{' '}
            on <Name text={entityOf(alert)} />
          </li>
        ))}
        {alerts.length > NAMED ? <li>and {alerts.length - NAMED} more</li> : null}
      </ul>
      <ErrorLine words={commands.error(incident.id)} />
      <div className="r">
        <ActionButton
          tone="go"
          pending={doing(commands, incident.id, 'split')}
          onClick={async () => {
            const alertIds = alerts.map((alert) => alert.id)
            const answer = await commands.run({ kind: 'split', id: incident.id, alertIds })
            const into = answer?.incidentIds.at(-1)
            if (into !== undefined) props.onSplit(into)
          }}
        >
          Split off
        </ActionButton>
        <button type="button" className="btn" onClick={props.onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  )
}
