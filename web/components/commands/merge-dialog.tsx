import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Incident } from '../../../schema/api/views.ts'
import { openIncidentsQuery } from '../../api/incidents.ts'
import { counted } from '../../format/count.ts'
import { clockSeconds } from '../../format/time.ts'
import { incidentName } from '../../format/words.ts'
import { ActionButton } from '../action-button.tsx'
import { Dialog } from '../dialog.tsx'
import { Judged } from '../said.tsx'
import { SeverityMark } from '../severity.tsx'
import { ErrorLine } from './resolve-dialog.tsx'
import { type Commands, doing } from './use-commands.ts'

const SHOWN = 30

/** Picks the open incidents that are the same fault as this one and puts them into it. */
export function MergeDialog(props: { incident: Incident; commands: Commands; onClose: () => void }) {
  const { incident, commands } = props
  const open = useQuery(openIncidentsQuery(incident.scope))
  const [picked, setPicked] = useState<readonly string[]>([])
  const [words, setWords] = useState('')
  const others = (open.data?.items ?? []).filter((other) => other.id !== incident.id)
  const found = likely(incident, others).filter((other) => matches(other, words))
  return (
    <Dialog title={`Merge into ${incidentName(incident.id)}`} onClose={props.onClose} wide>
      <p>
        <Judged text={incident.title} />
      </p>
      {others.length === 0 ? (
        <p className="q2">No other incident is open here.</p>
      ) : (
        <>
          {others.length > 6 ? (
            <label className="field">
              <span>Find</span>
              <input value={words} onChange={(event) => setWords(event.target.value)} />
            </label>
          ) : null}
          <fieldset className="picks">
            <legend>The same fault as this one</legend>
            {found.slice(0, SHOWN).map((other) => (
              <label key={other.id} className="pick">
                <input
                  type="checkbox"
                  checked={picked.includes(other.id)}
                  onChange={(event) =>
                    setPicked(
                      event.target.checked ? [...picked, other.id] : picked.filter((id) => id !== other.id),
                    )
                  }
                />
                <SeverityMark severity={other.severity} />
                <span className="pick-t">
                  <Judged text={other.title} />
                  <small>
                    {incidentName(other.id)}, since {clockSeconds(Date.parse(other.startedAt))},{' '}
                    {counted(other.counts.alerts, 'alert')}
                    {shared(incident, other)}
                  </small>
                </span>
              </label>
            ))}
          </fieldset>
          {found.length > SHOWN ? (
            <p className="q2">{found.length - SHOWN} more; type to find them.</p>
          ) : null}
          {found.length === 0 ? <p className="q2">None is called that.</p> : null}
        </>
      )}
      <ErrorLine words={commands.error(incident.id)} />
      <div className="r">
        <ActionButton
          tone="go"
          disabled={picked.length === 0}
          pending={doing(commands, incident.id, 'merge')}
          onClick={async () => {
            const answer = await commands.run({ kind: 'merge', id: incident.id, incidentIds: [...picked] })
            if (answer) props.onClose()
          }}
        >
          {picked.length === 0 ? 'Merge' : `Merge ${counted(picked.length, 'incident')}`}
        </ActionButton>
        <button type="button" className="btn" onClick={props.onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  )
}

/** Others in the order in which they are likely the same: by services in common, then by nearness in time. */
function likely(incident: Incident, others: readonly Incident[]): Incident[] {
  const start = Date.parse(incident.startedAt)
  const apart = (other: Incident) => Math.abs(Date.parse(other.startedAt) - start)
  return [...others].sort((a, b) => common(incident, b) - common(incident, a) || apart(a) - apart(b))
}

function common(a: Incident, b: Incident): number {
  const services = new Set(a.services)
  return b.services.filter((service) => services.has(service)).length
}

function shared(incident: Incident, other: Incident): string {
  const number = common(incident, other)
  return number === 0 ? '' : `, ${counted(number, 'service')} in common`
}

function matches(incident: Incident, words: string): boolean {
  const text = `${incident.title} ${incident.id}`.toLowerCase()
  return text.includes(words.trim().toLowerCase())
}
