import { useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import type { ReachedThing, TopologyReach } from '../../../schema/api/views.ts'
import { useKeys } from '../../components/keys.ts'
import { Name } from '../../components/said.tsx'
import { useCursor } from '../../components/use-cursor.ts'
import { count } from '../../format/count.ts'
import { severityRank } from '../../format/words.ts'
import { ThingLink, thingWords } from './thing-mark.tsx'

const MOST = 100

/** What breaks if a thing goes, and what it needs, nearest first; of equally near ones those in trouble first. */
export function ReachLists({ reach }: { reach: TopologyReach }) {
  const navigate = useNavigate()
  const breaks = nearestFirst(reach.neededBy).slice(0, MOST)
  const needs = nearestFirst(reach.needs).slice(0, MOST)
  const place = useRef<HTMLElement>(null)
  const { cursor } = useCursor(
    [...breaks.map(({ id }) => `breaks ${id}`), ...needs.map(({ id }) => `needs ${id}`)],
    place,
  )
  useKeys({
    enter: () =>
      cursor !== undefined &&
      void navigate({
        to: '/topology',
        search: (before) => ({ ...before, entity: cursor.slice(cursor.indexOf(' ') + 1) }),
      }),
  })
  return (
    <section className="reach" ref={place}>
      <List
        title="Breaks with it"
        none="Nothing that we know of."
        name="breaks"
        all={reach.neededBy.length}
        things={breaks}
        start={reach.thing.id}
        cursor={cursor}
      />
      <List
        title="It needs"
        none="Nothing that we know of."
        name="needs"
        all={reach.needs.length}
        things={needs}
        start={reach.thing.id}
        cursor={cursor}
      />
    </section>
  )
}

function List(props: {
  title: string
  none: string
  name: string
  all: number
  things: readonly ReachedThing[]
  start: string
  cursor: string | undefined
}) {
  const { things } = props
  return (
    <>
      <h2>
        {props.title} <small>{props.all > 0 ? count(props.all) : ''}</small>
      </h2>
      {things.length === 0 ? <p className="none">{props.none}</p> : null}
      <ol>
        {things.map((thing) => (
          <li
            key={thing.id}
            data-testid={`${props.name}-line`}
            data-cursor={props.cursor === `${props.name} ${thing.id}` || undefined}
          >
            <ThingLink thing={thing} />
            <small>
              <Name text={thingWords({ ...thing, owner: undefined })} />
              {thing.via === props.start ? '' : ', through '}
              {thing.via === props.start ? null : <Name text={thing.via} />}
            </small>
          </li>
        ))}
      </ol>
      {props.all > things.length ? (
        <p className="more">{count(props.all - things.length)} more are farther away.</p>
      ) : null}
    </>
  )
}

function nearestFirst(things: readonly ReachedThing[]): ReachedThing[] {
  return [...things].sort(
    (a, b) =>
      a.hops - b.hops ||
      (b.severity ? severityRank(b.severity) + 1 : 0) - (a.severity ? severityRank(a.severity) + 1 : 0) ||
      (a.tier ?? 9) - (b.tier ?? 9) ||
      (a.id < b.id ? -1 : 1),
  )
}
