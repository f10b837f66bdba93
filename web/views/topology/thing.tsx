import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import type { Page } from '../../../schema/api/list.ts'
import type { Incident, TopologyReach } from '../../../schema/api/views.ts'
import { reachQuery } from '../../api/topology.ts'
import { useKeys } from '../../components/keys.ts'
import { RegionState } from '../../components/region-state.tsx'
import { Name } from '../../components/said.tsx'
import { count, counted } from '../../format/count.ts'
import type { Window } from '../../range.ts'
import { Finder } from './finder.tsx'
import { Happened } from './happened.tsx'
import { Learned } from './learned.tsx'
import { neighbourhood } from './neighbourhood.ts'
import { ReachLists } from './reach-lists.tsx'
import { thingWords } from './thing-mark.tsx'

// The drawing and its layout are as large as the rest of the pane: fetched when a thing is looked at.
const Graph = lazy(() => import('../../components/graph/graph.tsx'))

/** A thing: what breaks if it goes, what it needs, and what happened to it. */
export function Thing(props: {
  scope: string
  entity: string
  range: string
  window: () => Window
  ready: boolean
  now: number
  incidents: UseQueryResult<Page<Incident>>
}) {
  const { scope, entity } = props
  const navigate = useNavigate()
  const query = useQuery({ ...reachQuery(scope, entity), placeholderData: keepPreviousData })
  const reach = query.data
  const back = () => void navigate({ to: '/topology', search: ({ entity: _entity, ...rest }) => rest })
  useKeys({ escape: back })
  return (
    <>
      <nav className="crumb" aria-label="Where this is">
        <Link className="lk" to="/topology" search={({ entity: _entity, ...rest }) => rest}>
          Topology
        </Link>{' '}
        <kbd>Esc</kbd>
      </nav>
      <header className="headline thing-head">
        <h1>{reach ? <Judgement reach={reach} /> : <Name text={entity} />}</h1>
        <Finder scope={scope} />
      </header>
      {reach ? <p className="thing-what said">{whatWords(reach)}</p> : null}
      <RegionState query={query} what="What it needs" reading="what needs it and what it needs" rows={6} />
      {reach ? (
        <>
          <div className="topology-two">
            <section className="drawing">
              <h2>
                Neighbourhood <small>each needs what stands right of it</small>
              </h2>
              <Suspense fallback={<div className="graph" />}>
                <Drawing reach={reach} />
              </Suspense>
            </section>
            <ReachLists reach={reach} />
          </div>
          <Happened {...props} entity={reach.thing.id} />
          <Learned reach={reach} />
        </>
      ) : null}
    </>
  )
}

function Drawing({ reach }: { reach: TopologyReach }) {
  const drawn = useMemo(() => neighbourhood(reach), [reach])
  return (
    <Graph
      drawn={drawn}
      label={`Drawing of ${count(drawn.marks.length - 1)} things around it. The lists say the same in words.`}
    />
  )
}

function Judgement({ reach: { thing, neededBy } }: { reach: TopologyReach }) {
  const name = <Name text={thing.name || thing.id} />
  if (!thing.known) return <>Nobody told us what {name} needs, or what needs it.</>
  if (neededBy.length === 0) return <>Nothing that we know of needs {name}.</>
  const first = neededBy.filter(({ tier }) => tier === 1).length
  return (
    <>
      If {name} goes, {counted(neededBy.length, 'thing')} may break with it
      {first > 0 ? `, ${first} of tier 1` : ''}.
    </>
  )
}

function whatWords({ thing, truncated }: TopologyReach): string {
  const parts = [thingWords(thing)]
  if (thing.name && thing.name !== thing.id) parts.push(thing.id)
  if (thing.aliases.length > 0) {
    const more = thing.aliases.length > 4 ? ` and ${thing.aliases.length - 4} more names` : ''
    parts.push(`also called ${thing.aliases.slice(0, 4).join(', ')}${more}`)
  }
  parts.push(thing.alerts > 0 ? `${counted(thing.alerts, 'alert')} now` : 'no alert now')
  if (truncated) parts.push('more is connected than is shown')
  const words = parts.join('; ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
