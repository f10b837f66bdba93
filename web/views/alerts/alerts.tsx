import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Alert } from '../../../schema/api/views.ts'
import {
  type AlertList,
  type AlertOrder,
  type AlertParams,
  alertFacetsQuery,
  alertPageQuery,
} from '../../api/alerts.ts'
import { useKeys } from '../../components/keys.ts'
import { RegionState } from '../../components/region-state.tsx'
import { ScopeTrace } from '../../components/trace/scope-trace.tsx'
import { isFixed, rangeWindow, rangeWords, windowParams } from '../../range.ts'
import { useRange, useScope, useScopeClock } from '../../scope.ts'
import { useTitle } from '../use-title.ts'
import { AlertTable } from './alert-table.tsx'
import { Bulk, useOrders } from './bulk.tsx'
import { type Change, choosingOf, countedLabels, withLabel } from './choosing.ts'
import { Drawer } from './drawer.tsx'
import { FACET_VALUES, Facets } from './facets.tsx'
import { FilterLine } from './filter-line.tsx'
import { readFilter, toggleValue, writeFilter } from './matcher-edits.ts'
import { NewLine } from './new-line.tsx'
import type { AlertSearch } from './search.ts'
import { StateTabs } from './state-tabs.tsx'
import { useAlertSelection } from './use-alert-selection.ts'
import { useLiveAlerts } from './use-live-alerts.ts'
import { headline, isFiltered, NO_FILTER, qualification, suppressedWords } from './words.ts'
import './alerts.css'

const NARROW_PX = 900

/** Every alert, one line each, by matchers of labels and by counts; what is chosen can be acknowledged and silenced. */
export function Alerts() {
  const scope = useScope()
  return <AlertsOf key={scope} scope={scope} />
}

function AlertsOf({ scope }: { scope: string }) {
  const range = useRange() ?? '24h'
  const search = useSearch({ from: '/alerts' })
  const navigate = useNavigate()
  const clock = useScopeClock(scope)
  const [reading, setReading] = useState(0)
  const selection = useAlertSelection()
  const told = useLiveAlerts()
  const filterBox = useRef<HTMLInputElement>(null)
  const ranged = isFixed(range)
  const words = rangeWords(range)
  const params = useParams(
    scope,
    search,
    () => windowParams(rangeWindow(range, clock.now())),
    `${range} ${reading}`,
    ranged,
  )
  const labels = countedLabels(search)
  const wanted: AlertList = { params, order: search.order ?? 'newest', reading }
  // What is open now is so whatever the scope's clock says: it need not be waited for.
  const ready = clock.ready || params['from'] === undefined
  const first = useQuery({ ...alertPageQuery(wanted, undefined), enabled: ready })
  const facets = useQuery({
    ...alertFacetsQuery(params, labels, FACET_VALUES),
    enabled: ready,
    placeholderData: keepPreviousData,
  })
  // The table stays until the first page of another one is there.
  const list = useLast(first.data ? wanted : undefined)
  // Likewise what is said of them, which goes with the filter that it was counted for.
  const said = useLast(
    facets.data && !facets.isPlaceholderData
      ? {
          total: facets.data.total,
          words: headline(
            facets.data.total,
            search,
            ranged || search.state !== undefined ? words : undefined,
          ),
        }
      : undefined,
  )
  const total = said?.total
  useTitle(said === undefined ? 'Alerts' : said.words.replace(/\.$/, ''))

  const change: Change = (part, replace = false) =>
    void navigate({
      to: '/alerts',
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...part }).filter(([, value]) => value !== undefined)),
      replace,
      resetScroll: false,
    })
  const open = (alert: Alert) => change({ alert: alert.id }, search.alert !== undefined)
  const orders = useOrders(scope, search.filter ?? '', selection)
  const known = search.alert === undefined ? undefined : told.get(search.alert)
  const setFilter = (filter: string) => change({ filter: filter === '' ? undefined : filter })
  const matchers = readFilter(search.filter ?? '').matchers ?? []
  useKeys({
    '/': () => {
      filterBox.current?.focus()
      filterBox.current?.select()
    },
    // While an alert is looked at closely these are about it.
    a: () => search.alert === undefined && orders.acknowledge(selection.alerts),
    z: () => search.alert === undefined && orders.silence(selection.alerts),
    n: () => setReading((before) => before + 1),
    escape: () => {
      if (search.alert !== undefined) change({ alert: undefined })
      else selection.clear()
    },
  })

  const choosing = choosingOf(search, matchers, facets.data, change)
  const [wide] = useState(() => window.innerWidth >= NARROW_PX)
  return (
    <>
      <ScopeTrace ownRange="24h" />
      <main className="page al-page" id="content">
        <header className="headline">
          <h1>
            {said?.words ??
              (facets.error ? 'How many alerts there are is not known now.' : 'Reading the alerts.')}
          </h1>
          {facets.data ? <p>{qualification(facets.data)}</p> : null}
          <StateTabs state={search.state} />
        </header>
        <FilterLine
          search={search}
          params={{ scope, ...(params['status'] !== undefined && { status: params['status'] }) }}
          input={filterBox}
          change={change}
        />
        <div className="al-cols">
          <details className="al-facets" open={wide}>
            <summary>Narrow down</summary>
            <RegionState query={facets} what="The counts" reading="the counts" rows={8} />
            {facets.data ? (
              <Facets
                facets={choosing}
                params={params}
                onLabel={(label) => change(withLabel(search, label), true)}
              />
            ) : null}
          </details>
          <section className="al-list" aria-label="Alerts">
            <RegionState query={first} what="Alerts" reading="the alerts" rows={12} />
            {list ? (
              <>
                <Bulk orders={orders} selection={selection} total={total} filter={search.filter} />
                <NewLine
                  key={`new ${keyOf(list)}`}
                  params={list.params}
                  onShow={() => setReading(reading + 1)}
                />
                {first.data?.items.length === 0 ? (
                  <Empty search={search} words={words} onDrop={() => change(NO_FILTER)} />
                ) : (
                  <AlertTable
                    key={keyOf(list)}
                    list={list}
                    total={total}
                    now={clock.shown}
                    told={told}
                    opened={search.alert}
                    selection={selection}
                    onOrder={(order: AlertOrder) => change({ order: order === 'newest' ? undefined : order })}
                    onOpen={open}
                  />
                )}
              </>
            ) : null}
          </section>
        </div>
      </main>
      {search.alert === undefined ? null : (
        <Drawer
          scope={scope}
          id={search.alert}
          known={known}
          now={clock.shown}
          onClose={() => change({ alert: undefined })}
          onAcknowledge={(alert) => orders.acknowledge([alert])}
          onSilence={(alert) => orders.silence([alert])}
          onLabel={(label, value) => setFilter(writeFilter(toggleValue(matchers, label, value)))}
        />
      )}
      {orders.dialog}
    </>
  )
}

function Empty(props: { search: AlertSearch; words: string; onDrop: () => void }) {
  const { search } = props
  if (isFiltered(search)) {
    const asked = [
      search.filter,
      search.q && `the text "${search.q}"`,
      search.held,
      search.suppressedBy && `"${suppressedWords(search.suppressedBy)}"`,
      search.source,
    ].filter(Boolean)
    return (
      <p className="calm-state">
        No alert {search.state === undefined ? 'that is open' : `of the ${props.words}`} matches{' '}
        <span className="said">{asked.join(' and ').slice(0, 400)}</span>.{' '}
        <button type="button" className="lk" onClick={props.onDrop}>
          Drop the filter
        </button>
      </p>
    )
  }
  return (
    <p className="calm-state">
      {search.state === undefined
        ? 'Nothing fires. Alerts that are over are under Resolved.'
        : `No alert of the ${props.words}. A longer range may have some.`}
    </p>
  )
}

/** The last value that was not undefined. */
function useLast<T>(value: T | undefined): T | undefined {
  const last = useRef(value)
  useEffect(() => {
    if (value !== undefined) last.current = value
  })
  return value ?? last.current
}

function keyOf({ params, order, reading }: AlertList): string {
  return JSON.stringify([params, order, reading])
}

/** The filter of the address as the API takes it; a range that ends now does not count for what is open. */
function useParams(
  scope: string,
  { state, filter, q, held, suppressedBy, source }: AlertSearch,
  window: () => { from: string; to: string },
  moment: string,
  ranged: boolean,
): AlertParams {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the window is that of the moment of reading
  return useMemo(
    () => ({
      scope,
      ...(state === undefined && { status: 'firing,acknowledged' }),
      ...(state === 'resolved' && { status: 'resolved' }),
      ...((ranged || state !== undefined) && window()),
      ...(filter !== undefined && { filter }),
      ...(q !== undefined && { q }),
      ...(held !== undefined && { held }),
      ...(suppressedBy !== undefined && { suppressedBy }),
      ...(source !== undefined && { source }),
    }),
    [scope, state, filter, q, held, suppressedBy, source, moment, ranged],
  )
}
