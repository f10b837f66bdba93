import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Alert, EventView } from '../../../schema/api/views.ts'
import { alertEventsQuery } from '../../api/alerts.ts'
import { RegionState } from '../../components/region-state.tsx'
import { Name } from '../../components/said.tsx'
import { When } from '../../components/when.tsx'
import { count } from '../../format/count.ts'
import { heldWord } from './words.ts'

const OUTCOMES: Readonly<Record<string, string>> = {
  opened: 'began it',
  duplicate: 'repeats it',
  resolved: 'ended it',
  acknowledged: 'acknowledged it',
  orphan: 'about no alert',
}

/** The events of an alert, the newest first, each with what was taken in. */
export function DrawerEvents({ scope, alert, now }: { scope: string; alert: Alert; now: number }) {
  const query = useQuery(alertEventsQuery(scope, alert.id))
  const events = query.data?.items ?? []
  const all = Math.max(alert.events, events.length)
  return (
    <section className="dr-events">
      <h3>
        Events{' '}
        <small>
          {query.data && events.length < all
            ? `the last ${events.length} of ${count(all)}`
            : 'the newest first'}
          , each opens what was taken in
        </small>
      </h3>
      <RegionState query={query} what="Events" reading="the events" rows={2} />
      <ul>
        {events.map((event) => (
          <li key={event.id} data-testid="drawer-event">
            <details>
              <summary>
                <When at={event.at} now={now} seconds />
                <span>{event.status}</span>
                <span className="q2">
                  <Name text={event.source} />
                </span>
                <span className="q2">{whatBecame(event)}</span>
              </summary>
              <Payload event={event} />
            </details>
          </li>
        ))}
      </ul>
    </section>
  )
}

function whatBecame({ outcome, heldBy }: EventView): string {
  if (outcome === undefined) return 'not worked on yet'
  const words = OUTCOMES[outcome] ?? outcome
  const held =
    heldBy === undefined || heldBy === 'duplicate' || heldBy === 'correlated' ? '' : heldWord(heldBy)
  return held === '' ? words : `${words}, ${held}`
}

/** What was sent, as it was taken in, to read and to copy. */
function Payload({ event }: { event: EventView }) {
  const [copied, setCopied] = useState(false)
  const text = JSON.stringify(event, null, 2)
  return (
    <div className="dr-raw">
      <button
        type="button"
        className="btn bare"
        onClick={async () => {
          await navigator.clipboard.writeText(text)
          setCopied(true)
        }}
      >
        {copied ? 'Copied' : 'Copy'}
      </button>
      {/* It scrolls, so the keyboard must reach it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as said above */}
      <section aria-label="Payload" tabIndex={0}>
        <pre>{text}</pre>
      </section>
    </div>
  )
}
