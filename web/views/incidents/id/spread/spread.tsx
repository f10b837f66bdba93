import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { lazy, memo, Suspense, useMemo, useRef } from 'react'
import type { Page } from '../../../../../schema/api/list.ts'
import type { Alert, Incident } from '../../../../../schema/api/views.ts'
import { estateQuery, neighbourhoodQuery } from '../../../../api/topology.ts'
import { IconAt } from '../../../../components/icon.tsx'
import { RegionState } from '../../../../components/region-state.tsx'
import { useWidth } from '../../../../components/use-width.ts'
import { offset } from '../../../../format/duration.ts'
import { clockSeconds } from '../../../../format/time.ts'
import { SEVERITY_WORDS } from '../../../../format/words.ts'
import { useSetting } from '../../../../setting.ts'
import { PartHeading } from '../part-heading.tsx'
import { foldedNames } from './fold.ts'
import { type HitEntity, hitEntities, type SpreadEdge, spreadEdges } from './spread-graph.ts'
import { spreadMap } from './spread-layout.ts'
import { SpreadList } from './spread-list.tsx'
import { SpreadTabs } from './spread-tabs.tsx'

// The drawing and its layout are fetched when someone looks at them.
const HitTopologyMap = lazy(() => import('./hit-topology-map.tsx'))

const NOTHING = { nodes: [], edges: [] }

/** What else is hit: entities by the time of their first symptom, and how they hang together. */
export const Spread = memo(
  DrawnSpread,
  (before, after) =>
    before.incident === after.incident &&
    before.alerts.data === after.alerts.data &&
    before.alerts.error === after.alerts.error,
)

function DrawnSpread({ incident, alerts }: { incident: Incident; alerts: UseQueryResult<Page<Alert>> }) {
  const cause = incident.causes[0]?.entity.name
  const estate = useQuery(estateQuery(incident.scope))
  const near = useQuery({
    ...neighbourhoodQuery(incident.scope, cause ?? ''),
    enabled: cause !== undefined && estate.data?.truncated === true,
  })
  const topology = near.data ?? estate.data ?? NOTHING
  const hit = useMemo(() => hitEntities(alerts.data?.items ?? [], cause), [alerts.data, cause])
  const folded = useMemo(() => foldedNames(alerts.data?.items ?? []), [alerts.data])
  const edges = useMemo(() => spreadEdges(hit, topology), [hit, topology])
  const { spread } = useSearch({ from: '/incidents/$id' })
  const ongoing = incident.status !== 'resolved'
  return (
    <section className={spread === 'topology' ? 'spread wide' : 'spread'}>
      <PartHeading id="spread" title="What else is hit">
        <small>{spread === 'topology' ? 'by what needs what' : 'by time of first symptom'}</small>
      </PartHeading>
      <SpreadTabs id={incident.id} />
      <RegionState query={alerts} what="Alerts" reading="the alerts" rows={3} />
      {estate.error && alerts.data ? (
        <p className="none">How they depend on each other could not be read: {estate.error.message}</p>
      ) : null}
      {alerts.data && spread === undefined ? <SpreadMap hit={hit} edges={edges} ongoing={ongoing} /> : null}
      {alerts.data && spread === 'topology' ? (
        <Suspense fallback={<div className="graph-room" />}>
          <HitTopologyMap hit={hit} edges={edges} topology={topology} folded={folded} />
          {near.data ? (
            <p className="map-note">
              The estate is large: only what is three relations around the cause is known here.
            </p>
          ) : null}
        </Suspense>
      ) : null}
    </section>
  )
}

function SpreadMap({
  hit,
  edges,
  ongoing,
}: {
  hit: readonly HitEntity[]
  edges: readonly SpreadEdge[]
  ongoing: boolean
}) {
  const place = useRef<HTMLDivElement>(null)
  const width = useWidth(place)
  const asTable = useSetting('tables') === 'on'
  const drawn = width >= 420 && !asTable
  const map = useMemo(
    () => (drawn ? spreadMap(hit, edges, width, ongoing) : undefined),
    [drawn, hit, edges, width, ongoing],
  )
  return (
    <div ref={place}>
      {map ? (
        <svg
          className="fig map"
          viewBox={`0 0 ${width} ${map.height}`}
          width={width}
          height={map.height}
          role="img"
          aria-label={description(hit)}
        >
          {map.times.map((time) => (
            <g key={time.at}>
              <path className="drum" d={time.path} />
              <text className="ax" x={time.x} y={map.height - 6} textAnchor="middle">
                {time.label}
              </text>
            </g>
          ))}
          {map.front ? (
            <>
              <path className="front" d={map.front.path} />
              <text className="ax b" x={map.front.x - 4} y={14} textAnchor="end">
                {map.front.label}
              </text>
            </>
          ) : null}
          {map.edges.map((edge) => (
            <path key={edge.key} className={edge.through.length > 0 ? 'edge calm' : 'edge'} d={edge.path} />
          ))}
          {map.placed.map((each) => (
            <g key={each.entity.name}>
              {each.entity.cause ? (
                <>
                  <circle className="iso far" cx={each.x} cy={each.y} r="16" />
                  <circle className="iso" cx={each.x} cy={each.y} r="11.5" />
                </>
              ) : null}
              <circle className="bg" cx={each.x} cy={each.y} r="8.5" />
              {each.entity.severity ? (
                <IconAt
                  name={each.entity.severity}
                  tone={each.entity.severity}
                  x={each.x}
                  y={each.y}
                  size={14}
                />
              ) : (
                <circle className="calmn" cx={each.x} cy={each.y} r="5" />
              )}
              <text
                className="mk b halo"
                x={each.labelX}
                y={each.y + (each.entity.cause ? 30 : 23)}
                textAnchor={each.anchor}
              >
                {each.name}
              </text>
              {each.detail === undefined ? null : (
                <text
                  className="ax halo"
                  x={each.labelX}
                  y={each.y + (each.entity.cause ? 43 : 36)}
                  textAnchor={each.anchor}
                >
                  {each.detail}
                </text>
              )}
            </g>
          ))}
        </svg>
      ) : null}
      {map ? (
        <p className="map-note">
          {edges.length === 0 && hit.length > 1 ? 'No relation between them is known. ' : ''}
          {edges.some((edge) => edge.through.length > 0)
            ? 'Dashed: related over something that is calm. '
            : ''}
          {map.squareRoot ? 'Early minutes are drawn wider.' : ''}
        </p>
      ) : (
        <SpreadList hit={hit} />
      )}
    </div>
  )
}

function description(hit: readonly HitEntity[]): string {
  const first = hit[0]
  const last = hit.at(-1)
  if (!first || !last) return 'Nothing is hit.'
  const told = hit
    .slice(0, 12)
    .map(
      (each) =>
        `${each.name} ${each.severity ? SEVERITY_WORDS[each.severity].toLowerCase() : 'calm'} ${offset(each.at - first.at)}`,
    )
  return `${hit.length} entities hit, from ${clockSeconds(first.at)} over ${offset(last.at - first.at).slice(1)}: ${told.join(', ')}.`
}
