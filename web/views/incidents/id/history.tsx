import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { HistoryEntry, Incident } from '../../../../schema/api/views.ts'
import { historyQuery } from '../../../api/incidents.ts'
import { ActionButton } from '../../../components/action-button.tsx'
import { type Commands, doing } from '../../../components/commands/use-commands.ts'
import { Icon } from '../../../components/icon.tsx'
import { RegionState } from '../../../components/region-state.tsx'
import { Said } from '../../../components/said.tsx'
import { When } from '../../../components/when.tsx'
import { actionWords } from '../../../format/actions.ts'
import { incidentName } from '../../../format/words.ts'
import { PartHeading } from './part-heading.tsx'

/** What is done in the words of these says their text. */
const SAID_ALREADY: ReadonlySet<string> = new Set(['assign', 'confirm_cause'])

/** What people and agents did, the last first, and a place to say something. */
export function History({
  incident,
  now,
  commands,
}: {
  incident: Incident
  now: number
  commands: Commands
}) {
  const query = useQuery(historyQuery(incident.id))
  const entries = [...(query.data?.items ?? [])].sort(
    (a, b) => Date.parse(b.receivedAt) - Date.parse(a.receivedAt),
  )
  return (
    <section>
      <PartHeading id="history" title="History" />
      <CommentForm incident={incident} commands={commands} />
      <RegionState query={query} what="The history" reading="the history" rows={1} />
      {query.data && entries.length === 0 ? <p className="none">Nobody did anything yet.</p> : null}
      <ol>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} now={now} own={incident.id} />
        ))}
      </ol>
    </section>
  )
}

const ICONS = { person: 'person', agent: 'agent', system: 'open' } as const

function Entry({ entry, now, own }: { entry: HistoryEntry; now: number; own: string }) {
  const others = entry.incidentIds.filter((id) => id !== own)
  return (
    <li className="ev two" data-testid="history-entry" id={`entry-${entry.id}`}>
      <Icon name={ICONS[entry.by.kind]} />
      <div>
        <Said text={actionWords(entry)} />{' '}
        <a className="part" href={`#entry-${entry.id}`}>
          <When at={entry.receivedAt} now={now} />
        </a>
        {others.length === 0 ? null : (
          <>
            {': '}
            {others.slice(0, 5).map((id, index) => (
              <span key={id}>
                {index > 0 ? ', ' : ''}
                <Link className="lk" to="/incidents/$id" params={{ id }}>
                  {incidentName(id)}
                </Link>
              </span>
            ))}
          </>
        )}
        {entry.text === undefined || SAID_ALREADY.has(entry.kind) ? null : (
          <p className="words">
            <Said text={entry.text} />
          </p>
        )}
        {entry.error === undefined ? null : <p className="refused">Refused: {entry.error}</p>}
      </div>
    </li>
  )
}

function CommentForm({ incident, commands }: { incident: Incident; commands: Commands }) {
  const [text, setText] = useState('')
  const pending = doing(commands, incident.id, 'comment')
  async function send(event?: FormEvent): Promise<void> {
    event?.preventDefault()
    if (text.trim() === '' || pending !== undefined) return
    const answer = await commands.run({ kind: 'comment', id: incident.id, text: text.trim() })
    if (answer) setText('')
  }
  return (
    <form className="comment" onSubmit={send}>
      <label>
        <span className="vh">Comment</span>
        <textarea
          rows={2}
          maxLength={65_000}
          placeholder="What you see, what you try"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send()
          }}
        />
      </label>
      <ActionButton pending={pending} disabled={text.trim() === ''} onClick={() => void send()}>
        Comment
      </ActionButton>
    </form>
  )
}
