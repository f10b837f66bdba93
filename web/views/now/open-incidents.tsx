import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { startTransition, useEffect, useRef, useState } from 'react'
import type { Incident } from '../../../schema/api/views.ts'
import { incidentTracesQuery, openIncidentsQuery } from '../../api/incidents.ts'
import { estateQuery } from '../../api/topology.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { useCommands } from '../../components/commands/use-commands.ts'
import { useIncidentOrders } from '../../components/commands/use-incident-orders.tsx'
import { useKeys } from '../../components/keys.ts'
import { usePageActions } from '../../components/palette/page-actions.ts'
import { RegionState } from '../../components/region-state.tsx'
import { useNotice } from '../../live.tsx'
import type { Range, Window } from '../../range.ts'
import { rangeWords } from '../../range.ts'
import { CalmLine, useSources } from './calm-line.tsx'
import { CameLine } from './came-line.tsx'
import { FilterTabs } from './filter-tabs.tsx'
import { IncidentRow } from './incident-row.tsx'
import { rankIncidents, verdict } from './ranking.ts'
import { useSettledOrder } from './use-settled-order.ts'

const SHOWN = 100
const LEAST_ROW_PX = 40
/** Small traces sum over all events of their stretch, so the first incidents have one. */
const TRACED = 30

/** The open incidents, ranked; the first one large. */
export function OpenIncidents(props: {
  scope: string
  now: number
  /** The stretch of time of the small traces. */
  traced: () => Window
  resolved: number | undefined
  range: Range
}) {
  const query = useQuery(openIncidentsQuery(props.scope))
  const incidents = query.data?.items ?? []
  const { silent } = useSources(props.scope)
  const blind = useNotice() !== undefined
  return (
    <>
      <header className="headline now-head">
        <h1>
          {query.data
            ? verdict(incidents, silent, blind)
            : query.error
              ? 'Incidents are not known now.'
              : 'Reading the incidents.'}
        </h1>
        {incidents.length > 1 ? (
          <p className="d-only">Ranked by whether they need you, severity, services hit and age.</p>
        ) : null}
        <FilterTabs
          show="open"
          open={query.data?.total ?? query.data?.items.length}
          resolved={props.resolved}
        />
      </header>
      <RegionState query={query} what="Incidents" reading="the open incidents" rows={4} />
      {query.data && incidents.length === 0 ? <Calm {...props} /> : null}
      {incidents.length > 0 ? <List {...props} incidents={incidents} /> : null}
    </>
  )
}

function List(props: { scope: string; now: number; traced: () => Window; incidents: readonly Incident[] }) {
  const place = useRef<HTMLOListElement>(null)
  const [cursor, setCursor] = useState<string>()
  const byId = new Map(props.incidents.map((incident) => [incident.id, incident]))
  const order = useSettledOrder(
    rankIncidents(props.incidents).map((incident) => incident.id),
    place,
    cursor !== undefined,
  )
  // What is no longer open keeps its place while someone reads, as it was last.
  const last = useRef<ReadonlyMap<string, Incident>>(new Map())
  const kept = order.ids.flatMap((id) => byId.get(id) ?? last.current.get(id) ?? [])
  last.current = new Map(kept.map((incident) => [incident.id, incident]))
  const rows = kept.slice(0, useMost())
  const current = rows.find((incident) => incident.id === cursor) ?? rows[0]
  const chosen = current && byId.get(current.id)
  const commands = useCommands()
  const orders = useIncidentOrders(commands)
  const navigate = useNavigate()
  const router = useRouter()
  // Enter opens an incident at once, without its page being fetched first.
  useEffect(() => void router.loadRouteChunk(router.routesById['/incidents/$id']), [router])
  const estate = useQuery(estateQuery(props.scope)).data

  const traces = useQuery({
    ...incidentTracesQuery(
      props.scope,
      rows.slice(0, TRACED).map((incident) => incident.id),
      props.traced,
    ),
    placeholderData: keepPreviousData,
  }).data

  function step(by: number): void {
    const at = rows.findIndex((incident) => incident.id === current?.id)
    const next = cursor === undefined && by > 0 ? rows[Math.min(1, rows.length - 1)] : rows[at + by]
    if (next) setCursor(next.id)
  }
  function showNew(): void {
    order.show()
    const worst = order.added[0]
    if (worst !== undefined) setCursor(worst)
  }
  useEffect(() => {
    if (cursor !== undefined)
      place.current?.querySelector('[data-cursor]')?.scrollIntoView({ block: 'nearest' })
  }, [cursor])
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    enter: () => current && void navigate({ to: '/incidents/$id', params: { id: current.id } }),
    a: () => chosen && orders.acknowledge(chosen),
    m: () => chosen && orders.merge(chosen),
    o: () => chosen && orders.assign(chosen),
    e: () => chosen && orders.resolve(chosen),
    n: showNew,
    escape: () => setCursor(undefined),
  })

  usePageActions(
    chosen
      ? [
          {
            name: 'Acknowledge the incident under the cursor',
            shortcut: 'a',
            run: () => orders.acknowledge(chosen),
          },
          { name: 'Assign it', shortcut: 'o', run: () => orders.assign(chosen) },
          { name: 'Merge others into it', shortcut: 'm', run: () => orders.merge(chosen) },
          { name: 'Resolve it', shortcut: 'e', run: () => orders.resolve(chosen) },
        ]
      : [],
  )

  const lead = rows.find((incident) => byId.has(incident.id))
  return (
    <>
      <CameLine order={order} byId={byId} onShow={showNew} />
      <div className="grid heads" aria-hidden="true">
        <span>Severity, age</span>
        <span>What broke</span>
        <span>Where it began</span>
        <span>What changed</span>
        <span>What else is hit</span>
        <span>Who is acting</span>
        <span>Events, 30 min</span>
      </div>
      <ol className="rows" ref={place} aria-label="Open incidents, the most urgent first">
        {rows.map((incident, index) => (
          <IncidentRow
            key={incident.id}
            incident={incident}
            gone={!byId.has(incident.id)}
            lead={index === 0}
            current={incident.id === current?.id}
            now={props.now}
            estate={estate}
            traces={traces}
            commands={commands}
            orders={orders}
          />
        ))}
      </ol>
      {order.ids.length > SHOWN ? (
        <p className="more">{order.ids.length - SHOWN} more are open. The list of incidents has them all.</p>
      ) : null}
      <CalmLine scope={props.scope} incidents={props.incidents} estate={estate} />
      {orders.dialog}
      {lead ? (
        <div className="dock">
          {lead.status === 'open' ? (
            <ActionButton
              tone="go"
              pending={commands.pending(lead.id) === 'acknowledge' ? 'Acknowledging' : undefined}
              onClick={() => orders.acknowledge(lead)}
            >
              Acknowledge
            </ActionButton>
          ) : null}
          <ActionButton onClick={() => void navigate({ to: '/incidents/$id', params: { id: lead.id } })}>
            Open incident
          </ActionButton>
        </div>
      ) : null}
    </>
  )
}

/** How many rows are drawn: first those in sight, and the others once these are on screen. */
function useMost(): number {
  const [most, setMost] = useState(() => Math.min(SHOWN, Math.ceil(window.innerHeight / LEAST_ROW_PX)))
  useEffect(() => startTransition(() => setMost(SHOWN)), [])
  return most
}

function Calm(props: { scope: string; resolved: number | undefined; range: Range }) {
  const estate = useQuery(estateQuery(props.scope)).data
  const blind = useNotice() !== undefined
  const services =
    !blind && estate && !estate.truncated ? estate.nodes.filter((node) => node.type === 'service').length : 0
  const sources = useSources(props.scope)
  return (
    <div className="calm-state">
      <p>
        {services > 0 ? `All ${services} services are calm. ` : ''}
        {sources.words}
      </p>
      {props.resolved ? (
        <p>
          {props.resolved} resolved in the {rangeWords(props.range)}.
        </p>
      ) : null}
    </div>
  )
}
