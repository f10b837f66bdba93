import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Fragment, useRef, useState } from 'react'
import type { Noisiest as Answer } from '../../../schema/api/views.ts'
import { noisiestQuery } from '../../api/noise.ts'
import { useKeys } from '../../components/keys.ts'
import { RegionState } from '../../components/region-state.tsx'
import { Name } from '../../components/said.tsx'
import { useCursor } from '../../components/use-cursor.ts'
import { count, counted } from '../../format/count.ts'
import { moment, zoneOffset } from '../../format/time.ts'
import type { Window } from '../../range.ts'
import { fixReason, fixWords, missWords } from './fix-words.ts'

/** The noisiest rules or entities, each with what would have made it quieter and what that would have cost. */
export function Noisiest(props: {
  scope: string
  range: string
  by: 'rule' | 'entity'
  window: () => Window
  enabled: boolean
  now: number
}) {
  const { by } = props
  const navigate = useNavigate()
  const query = useQuery({
    ...noisiestQuery(props.scope, props.range, by, props.window),
    enabled: props.enabled,
    placeholderData: keepPreviousData,
  })
  const show = (next: 'rule' | 'entity') =>
    void navigate({
      to: '/noise',
      search: ({ by: _before, ...rest }) => (next === 'entity' ? { ...rest, by: next } : rest),
      replace: true,
      resetScroll: false,
    })
  return (
    <section>
      <h2>
        Noisiest
        <span className="switch">
          <button type="button" aria-pressed={by === 'rule'} onClick={() => show('rule')}>
            Rules
          </button>
          <button type="button" aria-pressed={by === 'entity'} onClick={() => show('entity')}>
            Entities
          </button>
        </span>
        <small>{query.data ? replayedWords(query.data, props.now) : ''}</small>
      </h2>
      <RegionState query={query} what="The noisiest" reading="what is noisy, trying changes on it" rows={5} />
      {query.data && query.data.items.length === 0 ? (
        <p className="none">No alert began in this time.</p>
      ) : null}
      {query.data && query.data.items.length > 0 ? (
        <Table answer={query.data} by={by} now={props.now} />
      ) : null}
    </section>
  )
}

function replayedWords({ replayed, from }: Answer, now: number): string {
  const tried = `each fix was tried on the ${replayed.alerts === 1 ? 'one alert' : `${count(replayed.alerts)} alerts`}`
  const cut = Date.parse(replayed.from) - Date.parse(from) > 60_000 && replayed.alerts >= 30_000
  return cut ? `${tried} since ${moment(Date.parse(replayed.from), now)}` : `${tried} of this time`
}

function Table({ answer, by, now }: { answer: Answer; by: 'rule' | 'entity'; now: number }) {
  const place = useRef<HTMLTableSectionElement>(null)
  const [open, setOpen] = useState<string>()
  const { items } = answer
  const { cursor, setCursor } = useCursor(
    items.map(({ name }) => name),
    place,
  )
  const toggle = (name: string) => setOpen(open === name ? undefined : name)
  useKeys({
    enter: () => cursor !== undefined && toggle(cursor),
    w: () => cursor !== undefined && toggle(cursor),
    escape: () => (open === undefined ? setCursor(undefined) : setOpen(undefined)),
  })
  const zone = zoneOffset(now)
  return (
    <>
      <table className="loud">
        <thead>
          <tr>
            <th scope="col">{by === 'rule' ? 'Rule' : 'Entity'}</th>
            <th scope="col">From</th>
            <th scope="col" className="num">
              Events
            </th>
            <th scope="col" className="num">
              Alerts
            </th>
            <th scope="col" className="num">
              Incidents acted on
            </th>
            <th scope="col">Suggested fix</th>
            <th scope="col" className="num">
              Takes away
            </th>
            <th scope="col">Would miss</th>
          </tr>
        </thead>
        <tbody ref={place}>
          {items.map((item) => (
            <Fragment key={item.name}>
              <Row
                item={item}
                by={by}
                zone={zone}
                current={item.name === cursor}
                open={item.name === open}
                onOpen={() => {
                  setCursor(item.name)
                  toggle(item.name)
                }}
              />
              {item.name === open ? (
                <tr className="loud-why" data-testid="loud-why">
                  <td colSpan={8}>{whyWords(item)}</td>
                </tr>
              ) : null}
            </Fragment>
          ))}
        </tbody>
      </table>
      <p className="note">{togetherWords(answer)}</p>
    </>
  )
}

type Item = Answer['items'][number]

function Row(props: {
  item: Item
  by: 'rule' | 'entity'
  zone: number
  current: boolean
  open: boolean
  onOpen: () => void
}) {
  const { item } = props
  const miss = item.effect && missWords(item.effect)
  return (
    <tr
      data-testid="loud"
      data-cursor={props.current || undefined}
      className={props.current ? 'cur' : undefined}
    >
      <td className="loud-name">
        <button type="button" className="open" aria-expanded={props.open} onClick={props.onOpen}>
          {props.by === 'rule' ? (
            <code>
              <Name text={item.name} />
            </code>
          ) : (
            <Name text={item.name} />
          )}
        </button>
      </td>
      <td className="q2 loud-from">
        <Name text={sourcesWords(item.sources)} />
      </td>
      <td className="num loud-events">{count(item.events)}</td>
      <td className="num loud-alerts">{count(item.alerts)}</td>
      <td className="num loud-acted">
        {count(item.actedOn)} of {count(item.incidents)}
      </td>
      <td className="loud-fix">
        {item.fix ? <Name text={fixWords(item.fix, props.zone)} /> : <span className="q2">Keep</span>}
      </td>
      <td className="num loud-away">{item.effect ? count(item.effect.takesAway) : ''}</td>
      <td className={miss?.some ? 'loud-miss' : 'loud-miss q2'}>{miss?.words ?? ''}</td>
    </tr>
  )
}

function sourcesWords([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} +${others.length}`
}

function whyWords(item: Item): string {
  if (item.fix && item.effect) return fixReason(item.fix, item.effect, item.replayed)
  if (item.incidents > 0 && item.actedOn === item.incidents) return 'Someone acted on each of its incidents.'
  return 'Waiting longer, clearing later, leaving it to another rule and a daily silence were tried. None would have taken away a tenth of its alerts without hiding an incident that mattered.'
}

function togetherWords({ items, together, replayed }: Answer): string {
  const fixes = items.filter(({ fix }) => fix).length
  if (fixes === 0) return 'No fix would have taken away enough without hiding an incident that mattered.'
  const all = fixes === 1 ? 'It would have taken' : `All ${fixes} together would have taken`
  return `${all} away ${count(together.takesAway)} of ${counted(replayed.alerts, 'alert')}, and missed ${missWords(together).words}. An incident matters here when someone acted on it or it was critical.`
}
