import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Alert } from '../../../schema/api/views.ts'
import type { AlertList, AlertOrder } from '../../api/alerts.ts'
import { useKeys } from '../../components/keys.ts'
import { RegionState } from '../../components/region-state.tsx'
import { AlertRow } from './alert-row.tsx'
import { useAlertPages } from './use-alert-pages.ts'
import type { AlertSelection } from './use-alert-selection.ts'

const ROW_PX = 34
const NARROW_ROW_PX = 68
const NARROW = '(max-width: 899px)'
/** What is selected and the head of the table stay above the rows, and there is room for what is docked below them. */
const PADDING_PX = { top: 82, bottom: 60 }

/** The alerts of a list as rows of which only those near the window exist. Mount it anew for another list. */
export function AlertTable(props: {
  list: AlertList
  total: number | undefined
  now: number
  /** What the stream said of alerts since. */
  told: ReadonlyMap<string, Alert>
  opened: string | undefined
  selection: AlertSelection
  onOrder: (order: AlertOrder) => void
  onOpen: (alert: Alert) => void
}) {
  const { list, selection, told, opened } = props
  const place = useRef<HTMLTableSectionElement>(null)
  const narrow = useNarrow()
  const [top, setTop] = useState(0)
  const [range, setRange] = useState({ first: 0, last: 40 })
  const [cursor, setCursor] = useState(-1)
  const latest = useRef(props)
  latest.current = props
  const navigate = useNavigate()
  const address = useRouterState({ select: ({ location }) => addressBefore(location.searchStr) })
  const pages = useAlertPages(list, range.first, range.last)
  const rowPx = narrow ? NARROW_ROW_PX : ROW_PX
  const rows = useWindowVirtualizer({
    count: pages.rows,
    estimateSize: () => rowPx,
    overscan: 12,
    scrollMargin: top,
    scrollPaddingStart: PADDING_PX.top,
    scrollPaddingEnd: PADDING_PX.bottom,
  })
  useLayoutEffect(() => {
    // What stands above the rows may have grown or shrunk.
    const measured = place.current ? place.current.getBoundingClientRect().top + window.scrollY : 0
    if (Math.abs(measured - top) > 1) setTop(measured)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the heights were measured for the other width
  useLayoutEffect(() => rows.measure(), [rowPx])
  const items = rows.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 40
  useEffect(() => setRange({ first, last }), [first, last])

  const at = (index: number) => {
    const read = pages.alert(index)
    return read && (told.get(read.id) ?? read)
  }
  const chosen = cursor < 0 ? undefined : at(cursor)
  const step = (by: number) => {
    const next = Math.max(0, Math.min(pages.read - 1, cursor + by))
    if (pages.read === 0) return
    setCursor(next)
    rows.scrollToIndex(next, { align: 'auto' })
    const alert = at(next)
    if (opened !== undefined && alert) props.onOpen(alert)
  }
  const pick = (alert: Alert | undefined) => {
    if (cursor < 0) setCursor(0)
    if (alert) selection.toggle([alert])
  }
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    x: () => pick(chosen ?? at(0)),
    '*': () => selection.toggle(pages.atHand.map((alert) => told.get(alert.id) ?? alert)),
    enter: () => chosen && props.onOpen(chosen),
  })

  return (
    <>
      <table
        className="at"
        aria-label="Alerts"
        aria-rowcount={props.total === undefined ? -1 : props.total + 1}
      >
        <Head order={list.order} onOrder={props.onOrder} />
        <tbody ref={place} className="at-rows" style={{ height: rows.getTotalSize() }}>
          {items.map((item) => {
            const alert = at(item.index)
            return (
              <AlertRow
                key={item.key}
                alert={alert}
                index={item.index}
                now={props.now}
                current={item.index === cursor}
                opened={alert !== undefined && alert.id === opened}
                selected={alert !== undefined && selection.has(alert.id)}
                style={{ height: item.size, transform: `translateY(${item.start - top}px)` }}
                address={address}
                onSelect={(one) => latest.current.selection.toggle([one])}
                onOpen={(one, index) => {
                  setCursor(index)
                  latest.current.onOpen(one)
                }}
                onIncident={(id) => void navigate({ to: '/incidents/$id', params: { id } })}
              />
            )
          })}
        </tbody>
      </table>
      {pages.error && pages.read > 0 ? (
        <RegionState
          query={{ data: undefined, error: pages.error, isPending: false, refetch: pages.retry }}
          what="More alerts"
          reading="more alerts"
          rows={0}
        />
      ) : null}
    </>
  )
}

/** The address of the list with these filters and an alert open, up to the alert's id. */
function addressBefore(searchStr: string): string {
  const search = new URLSearchParams(searchStr)
  search.delete('alert')
  return `/alerts?${[search.toString(), 'alert='].filter(Boolean).join('&')}`
}

function Head({ order, onOrder }: { order: AlertOrder; onOrder: (order: AlertOrder) => void }) {
  const byTime = order === 'severity' ? 'none' : order === 'oldest' ? 'ascending' : 'descending'
  return (
    <thead className="at-head">
      <tr aria-rowindex={1} className="at-row">
        <th scope="col">
          <span className="vh">Select</span>
        </th>
        <th scope="col" aria-sort={order === 'severity' ? 'descending' : 'none'}>
          <button type="button" onClick={() => onOrder(order === 'severity' ? 'newest' : 'severity')}>
            Severity{order === 'severity' ? ' ↓' : ''}
          </button>
        </th>
        <th scope="col">Alert</th>
        <th scope="col">On</th>
        <th scope="col">State</th>
        <th scope="col" className="num" aria-sort={byTime}>
          <button type="button" onClick={() => onOrder(order === 'newest' ? 'oldest' : 'newest')}>
            Began{byTime === 'none' ? '' : byTime === 'descending' ? ' ↓' : ' ↑'}
          </button>
        </th>
        <th scope="col" className="num">
          Lasts
        </th>
        <th scope="col" className="num">
          Events
        </th>
        <th scope="col">Incident</th>
      </tr>
    </thead>
  )
}

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => window.matchMedia(NARROW).matches)
  useEffect(() => {
    const query = window.matchMedia(NARROW)
    const follow = () => setNarrow(query.matches)
    query.addEventListener('change', follow)
    return () => query.removeEventListener('change', follow)
  }, [])
  return narrow
}
