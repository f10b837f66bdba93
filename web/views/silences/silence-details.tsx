import { useQuery } from '@tanstack/react-query'
import type { SilenceHistoryEntry, SilenceView } from '../../../schema/api/views.ts'
import { formatMatcher } from '../../../schema/matcher-text.ts'
import { silenceHistoryQuery } from '../../api/silences.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { ErrorLine } from '../../components/commands/resolve-dialog.tsx'
import { Icon } from '../../components/icon.tsx'
import { RegionState } from '../../components/region-state.tsx'
import { Name, Said } from '../../components/said.tsx'
import { When } from '../../components/when.tsx'
import { HeldAlerts } from './held-alerts.tsx'
import type { Expiry } from './use-expiry.ts'

/** What a silence hides now, who did what to it, and what can be done about it. */
export function SilenceDetails(props: {
  silence: SilenceView
  now: number
  expiry: Expiry
  onChange: () => void
}) {
  const { silence, expiry, now } = props
  const over = silence.state === 'expired'
  return (
    <div className="held-details">
      <div className="held-acts">
        {silence.warning === undefined ? null : (
          <p className="broad">
            <Icon name="high" tone="high" /> {silence.warning} A matcher more makes it narrower.
          </p>
        )}
        <ErrorLine words={expiry.error(silence.id)} />
        <div className="r">
          <ActionButton shortcut="c" onClick={props.onChange}>
            {over ? 'Silence again' : 'Change'}
          </ActionButton>
          {over ? null : (
            <ActionButton
              shortcut="e"
              pending={expiry.pending(silence.id) ? 'Ending it' : undefined}
              onClick={() => expiry.expire(silence)}
            >
              End now
            </ActionButton>
          )}
        </div>
      </div>
      <HeldAlerts scope={silence.scope} id={silence.id} holding={silence.holding} now={now} />
      <History silence={silence} now={now} />
    </div>
  )
}

function History({ silence, now }: { silence: SilenceView; now: number }) {
  const query = useQuery(silenceHistoryQuery(silence.scope, silence.id))
  const entries = query.data?.items ?? []
  return (
    <section>
      <h2>Who did what</h2>
      <RegionState query={query} what="The history" reading="the history" rows={2} />
      <ol className="held-history">
        {entries.map((entry, index) => (
          <li key={entry.id}>
            <When at={entry.at} now={now} />
            <span>
              <b>
                <Name text={entry.by.name} />
              </b>{' '}
              {entry.error === undefined ? deed(entry, entries[index - 1], now) : 'was refused: '}
              {entry.error === undefined ? null : <Said text={entry.error} most={200} />}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** What was done, against what was before. */
function deed(entry: SilenceHistoryEntry, before: SilenceHistoryEntry | undefined, now: number) {
  if (entry.kind === 'silence_expire') return 'ended it'
  const set = entry.silence
  if (!before?.silence || !set) return 'made it'
  const text = (of: typeof set) => of.matchers.map(formatMatcher).join(', ')
  const parts = [
    text(set) === text(before.silence) ? null : (
      <span key="which">
        which alerts, from{' '}
        <code>
          <Said text={text(before.silence)} most={200} />
        </code>
      </span>
    ),
    set.endsAt === before.silence.endsAt ? null : (
      <span key="ends">
        its end, to <When at={set.endsAt} now={now} />
      </span>
    ),
    set.comment === before.silence.comment ? null : <span key="why">why</span>,
  ].filter((part) => part !== null)
  if (parts.length === 0) return 'saved it again'
  return (
    <>
      changed{' '}
      {parts.map((part, index) => (
        <span key={part.key}>
          {index > 0 ? ' and ' : ''}
          {part}
        </span>
      ))}
    </>
  )
}
