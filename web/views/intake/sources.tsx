import type { UseQueryResult } from '@tanstack/react-query'
import type { Page } from '../../../schema/api/list.ts'
import type { SourceView } from '../../../schema/api/views.ts'
import { Icon } from '../../components/icon.tsx'
import { RegionState } from '../../components/region-state.tsx'
import { Name } from '../../components/said.tsx'
import { count } from '../../format/count.ts'
import { duration, shortDuration } from '../../format/duration.ts'
import { isSilent, sortSources } from './judgement.ts'
import { MinuteTrace } from './minute-trace.tsx'

/** A source whose messages come later than this is behind. */
const LATE_SECONDS = 60

/** Every source with how much it sends, how late that comes and when it was heard last. */
export function Sources({ query, now }: { query: UseQueryResult<Page<SourceView>>; now: number }) {
  const sources = sortSources(query.data?.items ?? [], now)
  return (
    <section>
      <h2>
        Sources <small>what arrived in the last hour</small>
      </h2>
      <RegionState query={query} what="Sources" reading="the sources" rows={4} />
      {query.data && sources.length === 0 ? (
        <p className="none">
          Nobody has sent anything to this scope. Below stands how to send the first alert.
        </p>
      ) : null}
      {sources.length > 0 ? (
        <table className="sources" data-testid="sources">
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col">Sends</th>
              <th scope="col" className="num">
                Last hour
              </th>
              <th scope="col" className="src-trace">
                Each minute
              </th>
              <th scope="col" className="num">
                Delay
              </th>
              <th scope="col" className="num">
                Last heard
              </th>
            </tr>
          </thead>
          <tbody>
            {sources.map((source) => (
              <Row key={`${source.kind} ${source.source}`} source={source} now={now} />
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  )
}

function Row({ source, now }: { source: SourceView; now: number }) {
  const silent = isSilent(source, now)
  const delay = source.delaySeconds
  const late = delay !== undefined && delay.median > LATE_SECONDS
  return (
    <tr data-testid="source-row">
      <td className="src-name">
        <Name text={source.source} />
      </td>
      <td className="q2">{source.kind}</td>
      <td className="num">{source.receivedLastHour > 0 ? count(source.receivedLastHour) : null}</td>
      <td className="src-trace">
        <MinuteTrace perMinute={source.perMinute} name={source.source} />
      </td>
      <td className={late ? 'num late' : 'num q2'}>
        {delay === undefined ? null : (
          <span title={`at most ${shortDuration(delay.worst * 1000)}`}>
            {shortDuration(delay.median * 1000)}
          </span>
        )}
        {delay !== undefined && delay.worst > 10 * Math.max(1, delay.median) ? (
          <small> to {shortDuration(delay.worst * 1000)}</small>
        ) : null}
      </td>
      <td className="num">
        {silent ? (
          <span className="silent">
            <Icon name="high" tone="high" /> silent for {duration(now - Date.parse(source.lastReceivedAt))}
          </span>
        ) : (
          <>{duration(now - Date.parse(source.lastReceivedAt))} ago</>
        )}
      </td>
    </tr>
  )
}
