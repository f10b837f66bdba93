import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { incidentsQuery } from '../../api/incidents.ts'
import { IncidentTable } from '../../components/incident-table.tsx'
import { RegionState } from '../../components/region-state.tsx'
import { LowTrace } from '../../components/trace/low-trace.tsx'
import { useTrace } from '../../components/trace/use-trace.ts'
import { countWord } from '../../format/count.ts'
import { rangeWindow, rangeWords } from '../../range.ts'
import { useRange, useScope, useScopeClock } from '../../scope.ts'
import type { ListSearch } from '../../search.ts'
import { useTitle } from '../use-title.ts'
import { Filters } from './filters.tsx'
import './incidents.css'

/** Every incident of the range, open or over, the newest first, with filters that stand in the address. */
export function Incidents() {
  const scope = useScope()
  const range = useRange() ?? '7d'
  const search = useSearch({ from: '/incidents' })
  const filter: ListSearch = { ...pick(search) }
  const navigate = useNavigate()
  const clock = useScopeClock(scope)
  const window = () => rangeWindow(range, clock.now())
  const trace = useTrace({ scope, name: range, window, enabled: clock.ready })
  const query = useQuery({
    ...incidentsQuery(scope, range, window, filter),
    enabled: clock.ready,
    placeholderData: keepPreviousData,
  })
  useTitle('Incidents')
  const incidents = [...(query.data?.items ?? [])].sort(
    (a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt),
  )
  const filtered = Object.keys(filter).length > 0
  const words = rangeWords(range)
  const set = (next: ListSearch) =>
    void navigate({
      to: '/incidents',
      search: ({ scope: ownScope, range: ownRange }) => ({
        ...(ownScope !== undefined && { scope: ownScope }),
        ...(ownRange !== undefined && { range: ownRange }),
        ...next,
      }),
      replace: true,
    })
  return (
    <>
      <LowTrace scope={scope} range={range} ownRange="7d" trace={trace} now={clock.replayedTo} />
      <main className="page" id="content">
        <header className="headline">
          <h1>
            {query.data
              ? headline(query.data.total ?? incidents.length, words, filtered)
              : 'Reading the incidents.'}
          </h1>
        </header>
        <Filters filter={filter} onChange={set} />
        <RegionState query={query} what="Incidents" reading={`the ${words}`} rows={5} />
        {incidents.length > 0 ? <IncidentTable incidents={incidents} now={clock.shown} /> : null}
        {query.data?.nextCursor !== undefined ? (
          <p className="more">
            The {incidents.length} newest are shown. A shorter range or a filter shows the others.
          </p>
        ) : null}
        {query.data && incidents.length === 0 && filtered ? (
          <p className="calm-state">
            No incident of the {words} matches {filterWords(filter)}.{' '}
            <button type="button" className="lk" onClick={() => set({})}>
              Drop the filter
            </button>
          </p>
        ) : null}
      </main>
    </>
  )
}

function pick({ status, severity, q }: ListSearch): ListSearch {
  return {
    ...(status !== undefined && { status }),
    ...(severity !== undefined && { severity }),
    ...(q !== undefined && { q }),
  }
}

function headline(number: number, words: string, filtered: boolean): string {
  const match = filtered ? ' match' : ''
  if (number === 0) return filtered ? 'None matches.' : `No incident in the ${words}.`
  return `${countWord(number)} ${number === 1 ? 'incident' : 'incidents'} of the ${words}${number === 1 && match ? ' matches' : match}.`
}

function filterWords(filter: ListSearch): string {
  return [filter.status, filter.severity, filter.q && `"${filter.q}"`].filter(Boolean).join(' and ')
}
