import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Page } from '../../../schema/api/list.ts'
import type { Incident } from '../../../schema/api/views.ts'
import { IncidentTable } from '../../components/incident-table.tsx'
import { RegionState } from '../../components/region-state.tsx'
import { countWord } from '../../format/count.ts'
import { type Range, rangeWords } from '../../range.ts'
import { FilterTabs } from './filter-tabs.tsx'

/** The incidents of the range that are over, the last one first. */
export function ResolvedIncidents(props: {
  query: UseQueryResult<Page<Incident>>
  open: number | undefined
  range: Range
  now: number
}) {
  const { query } = props
  const resolved = [...(query.data?.items ?? [])].sort(
    (a, b) => Date.parse(b.resolvedAt ?? b.updatedAt) - Date.parse(a.resolvedAt ?? a.updatedAt),
  )
  const words = rangeWords(props.range)
  return (
    <>
      <header className="headline">
        <h1>
          {resolved.length === 0 && query.data
            ? `No incident was resolved in the ${words}.`
            : query.data
              ? `${countWord(resolved.length)} resolved in the ${words}.`
              : 'Reading the resolved incidents.'}
        </h1>
        <FilterTabs show="resolved" open={props.open} resolved={query.data && resolved.length} />
      </header>
      <RegionState query={query} what="Incidents" reading={`the ${words}`} rows={3} />
      {resolved.length > 0 ? <IncidentTable incidents={resolved} now={props.now} /> : null}
      {resolved.length === 0 && query.data ? (
        <p className="calm-state">
          A longer range may have some: the list of{' '}
          <Link to="/incidents" className="lk">
            all incidents
          </Link>{' '}
          starts with 7 days.
        </p>
      ) : null}
    </>
  )
}
