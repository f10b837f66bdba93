import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { UnresolvedNames } from '../../../schema/api/views.ts'
import { unresolvedQuery } from '../../api/unresolved.ts'
import { RegionState } from '../../components/region-state.tsx'
import { Name, Said } from '../../components/said.tsx'
import { count } from '../../format/count.ts'
import { type Range, rangeWindow } from '../../range.ts'
import { useRange, useScopeClock } from '../../scope.ts'
import { unresolvedWords } from './unresolved-words.ts'

type Source = UnresolvedNames['items'][number]
type Sample = Source['samples'][number]

/** What alerts of the shown range name and topology does not know; without a range of that of the view. */
export function useUnresolved(scope: string, ownRange: Range) {
  const range = useRange() ?? ownRange
  const clock = useScopeClock(scope)
  return useQuery({
    ...unresolvedQuery(scope, range, () => rangeWindow(range, clock.now())),
    enabled: clock.ready,
    placeholderData: keepPreviousData,
  })
}

/** Names that topology does not know, by source, those of most alerts first. */
export function Unresolved({ query }: { query: UseQueryResult<UnresolvedNames> }) {
  const sources = (query.data?.items ?? []).filter(({ unknown, unnamed }) => unknown + unnamed > 0)
  return (
    <section className="unresolved">
      <h2>
        Names not known <small>{query.data ? unresolvedWords(query.data.items) : ''}</small>
      </h2>
      <RegionState query={query} what="Names not known" reading="what is not known" rows={3} />
      {query.data && sources.length === 0 ? (
        <p className="none">
          {query.data.items.length === 0
            ? 'No alert began in this time.'
            : 'Topology knows what every alert of this time is about.'}
        </p>
      ) : null}
      {sources.length > 0 ? (
        <table data-testid="unresolved">
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col" className="num">
                Alerts
              </th>
              <th scope="col" className="num">
                Not known
              </th>
              <th scope="col" className="num">
                Name nothing
              </th>
              <th scope="col">Most often</th>
            </tr>
          </thead>
          <tbody>
            {sources.map((source) => (
              <Row key={source.source} source={source} />
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  )
}

function Row({ source }: { source: Source }) {
  return (
    <tr data-testid="unresolved-row">
      <td className="src-name">
        <Name text={source.source} />
      </td>
      <td className="num">{count(source.alerts)}</td>
      <td className="num">{source.unknown > 0 ? count(source.unknown) : null}</td>
      <td className="num">{source.unnamed > 0 ? count(source.unnamed) : null}</td>
      <td>
        <ul>
          {source.samples.map((sample) => (
            <li key={`${sample.entity?.type} ${sample.entity?.name}`}>
              <SampleWords sample={sample} />
            </li>
          ))}
          {source.names > source.samples.length ? (
            <li className="q3">and {count(source.names - source.samples.length)} more</li>
          ) : null}
        </ul>
      </td>
    </tr>
  )
}

function SampleWords({ sample: { entity, label, alerts, alert } }: { sample: Sample }) {
  return (
    <>
      <Link to="/alerts" search={{ alert: alert.id }} className="lk">
        {entity ? <Name text={entity.name} /> : <Name text={alert.name} />}
      </Link>{' '}
      <span className="q3">
        {label === undefined ? null : (
          <>
            label <Said text={label} most={60} />,{' '}
          </>
        )}
        {entity ? <Said text={entity.type} most={60} /> : 'names nothing'}
        {alerts > 1 ? `, ${count(alerts)} alerts` : ''}
      </span>
    </>
  )
}
