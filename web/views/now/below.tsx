import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { Page } from '../../../schema/api/list.ts'
import type { Change, Noise } from '../../../schema/api/views.ts'
import { noiseQuery } from '../../api/noise.ts'
import { HeldLink } from '../../components/held-link.tsx'
import { RegionState } from '../../components/region-state.tsx'
import { Name, Said } from '../../components/said.tsx'
import { useNow } from '../../components/use-now.ts'
import { When } from '../../components/when.tsx'
import { count, counted, percent } from '../../format/count.ts'
import { duration } from '../../format/duration.ts'
import { changeLine, incidentName } from '../../format/words.ts'
import { useStatus } from '../../live.tsx'
import type { Range, Window } from '../../range.ts'
import { heldParts } from './held-parts.ts'

const CHANGES = 6
const SOURCES = 6

/** Below the incidents: what was held back, what changed, and who was heard. */
export function Below(props: {
  scope: string
  range: Range
  words: string
  window: () => Window
  enabled: boolean
  now: number
  changes: UseQueryResult<Page<Change>>
}) {
  return (
    <div className="below">
      <HeldBack {...props} />
      <Changes {...props} />
      <Sources scope={props.scope} />
    </div>
  )
}

function HeldBack(props: {
  scope: string
  range: Range
  words: string
  window: () => Window
  enabled: boolean
}) {
  const query = useQuery({
    ...noiseQuery(props.scope, props.range, props.window),
    enabled: props.enabled,
    placeholderData: keepPreviousData,
  })
  return (
    <section>
      <h2>
        Held back <small>{props.words}</small>
      </h2>
      <RegionState query={query} what="Held back" reading="what was held back" rows={2} />
      {query.data ? <HeldParts noise={query.data} range={props.range} /> : null}
    </section>
  )
}

function HeldParts({ noise, range }: { noise: Noise; range: Range }) {
  if (noise.events === 0) return <p className="q2">No event arrived.</p>
  const { parts, rows } = heldParts(noise)
  const total = parts.reduce((sum, part) => sum + part.events, 0)
  let x = 0
  return (
    <>
      <p className="q2">
        {counted(noise.events, 'event')} became {counted(noise.alerts, 'alert')},{' '}
        {counted(noise.incidents, 'new incident')} and {counted(noise.notifications, 'page')}:{' '}
        {percent(noise.reduction)} never reached a person.
      </p>
      {total > 0 ? (
        <svg className="stack" viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true">
          {parts.map((part, index) => {
            const width = (part.events / total) * 1000
            const left = x
            x += width
            return (
              <rect
                key={part.kind}
                className={`s${index}`}
                x={left}
                width={Math.max(0, width - 1.5)}
                height="6"
              />
            )
          })}
        </svg>
      ) : null}
      <ul>
        {rows.map((row) => (
          <li key={row.kind}>
            <span>
              {row.parts.map(({ kind, events, words }, index) => (
                <Fragment key={kind}>
                  {index > 0 ? ', ' : ''}
                  <b>{count(events)}</b>{' '}
                  {kind === 'duplicate' ? (
                    <Link to="/noise" search={{ range }} className="lk">
                      {words}
                    </Link>
                  ) : (
                    <HeldLink kind={kind} range={range}>
                      {words}
                    </HeldLink>
                  )}
                </Fragment>
              ))}
            </span>
          </li>
        ))}
        {noise.corrections.merged + noise.corrections.split > 0 ? (
          <li>
            <span>
              <b>{count(noise.corrections.merged + noise.corrections.split)}</b>{' '}
              {noise.corrections.merged + noise.corrections.split === 1 ? 'grouping' : 'groupings'} corrected
              by people: merged {noise.corrections.merged}, split {noise.corrections.split}
            </span>
          </li>
        ) : null}
      </ul>
    </>
  )
}

function Changes(props: { words: string; now: number; changes: UseQueryResult<Page<Change>> }) {
  const { changes } = props
  const items = [...(changes.data?.items ?? [])].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  return (
    <section className="below-changes">
      <h2>
        Changes{' '}
        <small>
          {props.words}
          {changes.data ? `, ${changes.data.total ?? items.length}` : ''}
        </small>
      </h2>
      <RegionState query={changes} what="Changes" reading="the changes" rows={2} />
      {changes.data && items.length === 0 ? (
        <p className="q2">Nothing changed, as far as we were told.</p>
      ) : null}
      <ul>
        {items.slice(0, CHANGES).map((change) => {
          const behind = change.incidentIds?.[0]
          return (
            <li key={change.id}>
              <span className="one">
                <b>
                  <When at={change.at} now={props.now} />
                </b>{' '}
                <Said text={changeLine(change.kind, change.summary)} />
              </span>
              {behind === undefined ? null : (
                <span>
                  suspect in{' '}
                  <Link className="lk" to="/incidents/$id" params={{ id: behind }}>
                    {incidentName(behind)}
                  </Link>
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Sources({ scope }: { scope: string }) {
  const now = useNow(10_000)
  const sources = (useStatus().data?.status.sources ?? [])
    .filter((source) => source.scope === scope)
    .sort((a, b) => b.eventsLastHour - a.eventsLastHour || (a.source < b.source ? -1 : 1))
  return (
    <section>
      <h2>
        Sources <small>events in the last hour, last heard</small>
      </h2>
      <ul>
        {sources.slice(0, SOURCES).map((source) => (
          <li key={source.source}>
            <span className="one">
              <b>
                <Name text={source.source} />
              </b>{' '}
              {count(source.eventsLastHour)}
            </span>
            <span>{duration(now - Date.parse(source.lastReceivedAt))} ago</span>
          </li>
        ))}
        {sources.length > SOURCES ? (
          <li>
            <span>{sources.length - SOURCES} more</span>
          </li>
        ) : null}
      </ul>
    </section>
  )
}
