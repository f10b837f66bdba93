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
import { rangeWindow, rangeWords, windowParams } from '../../range.ts'
import { useRange, useScope, useScopeClock } from '../../scope.ts'
import { useTitle } from '../use-title.ts'
import { AlertTable } from './alert-table.tsx'
import { Bulk, useOrders } from './bulk.tsx'
import { Drawer } from './drawer.tsx'
import { type Choosing, FACET_VALUES, Facets } from './facets.tsx'
import { FilterLine } from './filter-line.tsx'
import { chosenValues, readFilter, toggleValue, writeFilter } from './matcher-edits.ts'
import { NewLine } from './new-line.tsx'
import type { AlertSearch } from './search.ts'
import { StateTabs } from './state-tabs.tsx'
import { useAlertSelection } from './use-alert-selection.ts'
import { useLiveAlerts } from './use-live-alerts.ts'
import { headline, isFiltered, qualification } from './words.ts'
import './alerts.css'

/** Labels that alerts are always counted by. */
const LABELS = ['severity', 'alertname', 'service']
const TITLES: Readonly<Record<string, string>> = {
  severity: 'Severity',
  alertname: 'Alert',
  service: 'Service',
  held: 'Held back',
  source: 'Source',
}
const NARROW_PX = 900

/** Every alert, one line each, by matchers of labels and by counts; what is chosen can be acknowledged and silenced. */
export function Alerts() {
  const scope = useScope()
  const range = useRange() ?? '24h'
  const search = useSearch({ from: '/alerts' })
  const navigate = useNavigate()
  const clock = useScopeClock(scope)
  const [reading, setReading] = useState(0)
  const selection = useAlertSelection()
  const told = useLiveAlerts()
  const filterBox = useRef<HTMLInputElement>(null)
  const words = rangeWords(range)
  const params = useParams(
    scope,
    search,
    () => windowParams(rangeWindow(range, clock.now())),
    `${range} ${reading}`,
  )
  const labels = [...LABELS, ...(search.labels?.split(',').filter((label) => !LABELS.includes(label)) ?? [])]
  const wanted: AlertList = { params, order: search.order ?? 'newest', reading }
  const first = useQuery({ ...alertPageQuery(wanted, undefined), enabled: clock.ready })
  const facets = useQuery({
    ...alertFacetsQuery(params, labels, FACET_VALUES),
    enabled: clock.ready,
    placeholderData: keepPreviousData,
  })
  // The table stays until the first page of another one is there.
  const list = useLast(first.data ? wanted : undefined)
  const total = facets.data?.total
  useTitle(total === undefined ? 'Alerts' : headline(total, search, words).replace(/\.$/, ''))

  const change = (part: { [K in keyof AlertSearch]?: AlertSearch[K] | undefined }, replace = false) =>
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
  const about = search.alert !== undefined && known ? [known] : []
  useKeys({
    '/': () => {
      filterBox.current?.focus()
      filterBox.current?.select()
    },
    a: () => orders.acknowledge(selection.alerts.length > 0 ? selection.alerts : about),
    z: () => orders.silence(selection.alerts.length > 0 ? selection.alerts : about),
    n: () => setReading((before) => before + 1),
    escape: () => {
      if (search.alert !== undefined) change({ alert: undefined })
      else selection.clear()
    },
  })

  const choosing: Choosing[] = [
    ...labels.map((label): Choosing => {
      const facet = facets.data?.labels.find(({ name }) => name === label)
      return {
        of: { label },
        title: TITLES[label] ?? label,
        facet,
        chosen: chosenValues(matchers, label),
        toggle: (value) => setFilter(writeFilter(toggleValue(matchers, label, value))),
        ...(!LABELS.includes(label) && {
          remove: () => {
            const rest = labels.filter((one) => one !== label && !LABELS.includes(one)).join(',')
            change({ labels: rest === '' ? undefined : rest }, true)
          },
        }),
      }
    }),
    ...(['held', 'source'] as const).map((field): Choosing => {
      const chosen = search[field]?.split(',') ?? []
      return {
        of: { field },
        title: TITLES[field] ?? field,
        facet: facets.data?.fields.find(({ name }) => name === field),
        chosen,
        toggle: (value) => {
          const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]
          change({ [field]: next.length === 0 ? undefined : next.join(',') })
        },
      }
    }),
  ]
  const [wide] = useState(() => window.innerWidth >= NARROW_PX)
  return (
    <>
      <ScopeTrace ownRange="24h" />
      <main className="page al-page" id="content">
        <header className="headline">
          <h1>{total === undefined ? 'Reading the alerts.' : headline(total, search, words)}</h1>
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
            <Facets
              facets={choosing}
              params={params}
              onLabel={(label) => change({ labels: [...labels.slice(LABELS.length), label].join(',') }, true)}
            />
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

const NO_FILTER = { filter: undefined, q: undefined, held: undefined, source: undefined }

function Empty(props: { search: AlertSearch; words: string; onDrop: () => void }) {
  const { search } = props
  if (isFiltered(search)) {
    const asked = [search.filter, search.q && `the text "${search.q}"`, search.held, search.source].filter(
      Boolean,
    )
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

/** The filter of the address as the API takes it; the range counts where more than what is open is asked for. */
function useParams(
  scope: string,
  { state, filter, q, held, source }: AlertSearch,
  window: () => { from: string; to: string },
  moment: string,
): AlertParams {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the window is that of the moment of reading
  return useMemo(
    () => ({
      scope,
      ...(state === undefined && { status: 'firing,acknowledged' }),
      ...(state === 'resolved' && { status: 'resolved' }),
      ...(state !== undefined && window()),
      ...(filter !== undefined && { filter }),
      ...(q !== undefined && { q }),
      ...(held !== undefined && { held }),
      ...(source !== undefined && { source }),
    }),
    [scope, state, filter, q, held, source, moment],
  )
}
