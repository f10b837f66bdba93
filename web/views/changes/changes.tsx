import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { CHANGES_LISTED, changeFiguresQuery, changeListQuery } from '../../api/changes.ts'
import { RegionState } from '../../components/region-state.tsx'
import { Trace } from '../../components/trace/trace.tsx'
import { changeMarks, useTrace } from '../../components/trace/use-trace.ts'
import { rangeWindow, rangeWords } from '../../range.ts'
import { useRange, useScope, useScopeClock } from '../../scope.ts'
import { useTitle } from '../use-title.ts'
import { ChangeFilters } from './change-filters.tsx'
import { ChangeTable } from './change-table.tsx'
import { changesWords, followedBy } from './followed.ts'
import type { ChangesSearch } from './search.ts'
import { Services } from './services.tsx'
import './changes.css'

/** Changes: what changed, when, by whom and in which deploy, which incidents followed, and how often that happens. */
export function Changes() {
  const scope = useScope()
  const range = useRange() ?? '24h'
  const { kind, service, followed, open } = useSearch({ from: '/changes' })
  const navigate = useNavigate({ from: '/changes' })
  const clock = useScopeClock(scope)
  const window = () => rangeWindow(range, clock.now())
  const filter = { ...(kind !== undefined && { kind }), ...(service !== undefined && { service }) }
  const filtered = kind !== undefined || service !== undefined || followed !== undefined
  // Without a filter the list has the changes of the trace.
  const listed = kind === undefined && service === undefined
  const trace = useTrace({ scope, name: range, window, enabled: clock.ready, changes: !listed })
  const list = useQuery({
    ...changeListQuery(scope, range, window, filter),
    enabled: clock.ready,
    placeholderData: keepPreviousData,
  })
  const figures = useQuery({
    ...changeFiguresQuery(scope, range, window),
    enabled: clock.ready,
    placeholderData: keepPreviousData,
  })
  useTitle('Changes')
  const rows = (list.data?.items ?? [])
    .map((change) => ({ change, followed: followedBy(change) }))
    .filter((row) => followed === undefined || row.followed.length > 0)
  const words = rangeWords(range)
  const set = (next: Partial<Record<keyof ChangesSearch, string | undefined>>) =>
    void navigate({
      search: (before) => {
        const merged = Object.entries({ ...before, ...next }).filter(([, value]) => value !== undefined)
        return Object.fromEntries(merged)
      },
      replace: true,
      resetScroll: false,
    })
  return (
    <>
      <Trace
        name={`${scope} ${range}`}
        ownRange="24h"
        tall={false}
        from={trace.from}
        to={trace.to}
        series={trace.series}
        incidents={[]}
        changes={changeMarks((listed ? list : trace.changes).data?.items ?? [], trace)}
      />
      <main className="page" id="content">
        <header className="headline">
          <h1>
            {figures.data
              ? changesWords(figures.data, words)
              : figures.error
                ? 'Changes are not known now.'
                : 'Reading the changes.'}
          </h1>
        </header>
        <div className="changes-cols">
          <section>
            <ChangeFilters search={{ kind, service, followed }} onChange={set} />
            <RegionState query={list} what="Changes" reading={`the changes of the ${words}`} rows={5} />
            {rows.length > 0 ? (
              <ChangeTable
                rows={rows}
                open={open}
                now={clock.shown}
                onOpen={(id) => set({ open: id })}
                onService={(name) => set({ service: name, open: undefined })}
              />
            ) : null}
            {list.data && rows.length === 0 ? (
              <p className="none">
                {filtered ? (
                  <>
                    No change of the {words} matches.{' '}
                    <button
                      type="button"
                      className="lk"
                      onClick={() => set({ kind: undefined, service: undefined, followed: undefined })}
                    >
                      Drop the filter
                    </button>
                  </>
                ) : (
                  'Nobody told of a change. CI, feature flags and change tickets can: Intake says how.'
                )}
              </p>
            ) : null}
            {list.data?.nextCursor === undefined ? null : (
              <p className="more">
                The {CHANGES_LISTED} newest are listed. A shorter range or a filter shows the others.
              </p>
            )}
          </section>
          <Services
            query={figures}
            words={words}
            service={service}
            onService={(name) => set({ service: name, open: undefined })}
          />
        </div>
      </main>
    </>
  )
}
