import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Incident } from '../../../schema/api/views.ts'
import { openIncidentsQuery } from '../../api/incidents.ts'
import { readSetting } from '../../setting.ts'
import { ActionButton } from '../action-button.tsx'
import { Dialog } from '../dialog.tsx'
import { Judged, Name } from '../said.tsx'
import { ErrorLine } from './resolve-dialog.tsx'
import { type Commands, doing } from './use-commands.ts'

const SUGGESTED = 8

/** Says who is to see to an incident: yourself, someone who acts on an open one, or a name. */
export function AssignDialog(props: { incident: Incident; commands: Commands; onClose: () => void }) {
  const { incident, commands } = props
  const open = useQuery(openIncidentsQuery(incident.scope)).data?.items ?? []
  const [to, setTo] = useState('')
  const people = suggestions([incident, ...open], incident.assignedTo)
  const pending = doing(commands, incident.id, 'assign')
  async function assign(name: string | undefined): Promise<void> {
    if (await commands.run({ kind: 'assign', id: incident.id, to: name })) props.onClose()
  }
  return (
    <Dialog title="Who is to see to it?" onClose={props.onClose}>
      <p>
        <Judged text={incident.title} />
      </p>
      {incident.assignedTo === undefined ? null : (
        <p>
          Now: <Name text={incident.assignedTo} />
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (to.trim() !== '') void assign(to.trim())
        }}
      >
        <label className="field">
          <span>Name</span>
          <input value={to} maxLength={256} onChange={(event) => setTo(event.target.value)} />
        </label>
        {people.length > 0 ? (
          <div className="people">
            {people.map((name) => (
              <button key={name} type="button" className="btn" onClick={() => void assign(name)}>
                <Name text={name} />
              </button>
            ))}
          </div>
        ) : null}
        <ErrorLine words={commands.error(incident.id)} />
        <div className="r">
          <ActionButton
            tone="go"
            pending={pending}
            disabled={to.trim() === ''}
            onClick={() => void assign(to.trim())}
          >
            Assign
          </ActionButton>
          {incident.assignedTo === undefined ? null : (
            <button type="button" className="btn" onClick={() => void assign(undefined)}>
              To nobody
            </button>
          )}
          <button type="button" className="btn" onClick={props.onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}

/** Yourself, then everybody who acts on one of these incidents, each once; not who has it already. */
function suggestions(incidents: readonly Incident[], now: string | undefined): string[] {
  const own = readSetting('name') ?? ''
  const acting = incidents.flatMap(({ actions, assignedTo }) => [
    ...(assignedTo === undefined ? [] : [assignedTo]),
    ...actions.filter(({ by }) => by.kind === 'person').map(({ by }) => by.name),
  ])
  return [...new Set([own, ...acting])].filter((name) => name !== '' && name !== now).slice(0, SUGGESTED)
}
