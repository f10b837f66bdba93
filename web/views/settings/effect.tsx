import type { ReactNode } from 'react'
import type { ReplayFigures, SettingsPreview, SettingView } from '../../../schema/api/views.ts'
import { HELD_BY, ReplayedIncident } from '../../components/replayed-incident.tsx'
import { Said } from '../../components/said.tsx'
import { count, counted } from '../../format/count.ts'
import { moment } from '../../format/time.ts'
import { effectWords, pagesWords } from './effect-words.ts'
import { changeLine } from './values.ts'

/** What the settings of a text would have made of the past: in a sentence, in figures, and which incidents. */
export function Effect(props: { effect: SettingsPreview; fields: readonly SettingView[]; now: number }) {
  const { effect, now } = props
  const { changes, replayed } = effect
  return (
    <div className="effect" data-testid="effect">
      <p className="effect-words">{effectWords(effect)}</p>
      <p className="effect-pages">{pagesWords(effect)}</p>
      {changes.length === 0 ? <p className="q2">The text says what is in force.</p> : null}
      <ul className="effect-changes">
        {changes.slice(0, SHOWN).map((change) => (
          <li key={change.path}>
            <Said text={changeLine(props.fields, change)} most={200} />
          </li>
        ))}
        {changes.length > SHOWN ? <li>and {count(changes.length - SHOWN)} more</li> : null}
      </ul>
      {replayed.events > 0 ? <Figures before={effect.before} after={effect.after} /> : null}
      <Groups title="Would have merged" list={effect.merged} now={now}>
        {(group) => (
          <>
            <ul>
              {group.several.map((incident) => (
                <ReplayedIncident key={incident.id} incident={incident} now={now} />
              ))}
            </ul>
            <More count={group.count} shown={group.several.length} />
          </>
        )}
      </Groups>
      <Groups title="Would have come apart" list={effect.split} now={now}>
        {(group) => (
          <>
            <ReplayedIncident incident={group.one} now={now} alone />
            <p className="q2">into {counted(group.count, 'incident')}, the largest with</p>
            <ul>
              {group.several.map((incident) => (
                <ReplayedIncident key={incident.id} incident={incident} now={now} plain />
              ))}
            </ul>
            <More count={group.count} shown={group.several.length} />
          </>
        )}
      </Groups>
      <Groups title="Would not have been" list={effect.gone} now={now}>
        {({ incident, heldBy }) => (
          <ReplayedIncident incident={incident} now={now} alone>
            {heldBy === undefined ? null : HELD_BY[heldBy]}
          </ReplayedIncident>
        )}
      </Groups>
      <Groups title="Nobody would have been told" list={effect.hidden} now={now}>
        {({ incident, heldBy }) => (
          <ReplayedIncident incident={incident} now={now} alone>
            {heldBy === undefined ? null : HELD_BY[heldBy]}
          </ReplayedIncident>
        )}
      </Groups>
      <Groups title="Would have been new" list={effect.added} now={now}>
        {({ incident, heldBy }) => (
          <ReplayedIncident incident={incident} now={now} alone plain>
            {heldBy === undefined ? null : `now ${HELD_BY[heldBy]}`}
          </ReplayedIncident>
        )}
      </Groups>
      <p className="note">{replayedWords(effect, now)}</p>
    </div>
  )
}

const SHOWN = 8

function Figures({ before, after }: { before: ReplayFigures; after: ReplayFigures }) {
  const kinds = (['correlated', 'silenced', 'inhibited', 'maintenance', 'flapping', 'noise'] as const).filter(
    (kind) => (before.heldBack[kind] ?? 0) + (after.heldBack[kind] ?? 0) > 0,
  )
  const rows: [string, number, number][] = [
    ['Incidents', before.incidents, after.incidents],
    ['Notifications', before.notifications, after.notifications],
    ['Alerts', before.alerts, after.alerts],
    ...kinds.map((kind): [string, number, number] => [
      HELD_ROWS[kind],
      before.heldBack[kind] ?? 0,
      after.heldBack[kind] ?? 0,
    ]),
  ]
  return (
    <table className="effect-figures">
      <thead>
        <tr>
          <th scope="col">
            <span className="vh">What</span>
          </th>
          <th scope="col" className="num">
            In force
          </th>
          <th scope="col" className="num">
            This file
          </th>
          <th scope="col" className="num">
            Difference
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, was, is]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="num">{count(was)}</td>
            <td className="num">{count(is)}</td>
            <td className="num">{is === was ? '' : `${is < was ? '−' : '+'}${count(Math.abs(is - was))}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const HELD_ROWS = {
  correlated: 'held back: joined',
  silenced: 'held back: silenced',
  inhibited: 'held back: inhibited',
  maintenance: 'held back: maintenance',
  noise: 'held back: marked as noise',
  flapping: 'held back: flapping',
}

function Groups<T>(props: {
  title: string
  list: { count: number; items: readonly T[] }
  now: number
  children: (item: T) => ReactNode
}) {
  const { count: all, items } = props.list
  if (all === 0) return null
  return (
    <section className="effect-list">
      <h3>
        {props.title} <small>{count(all)}</small>
      </h3>
      <ul>
        {items.map((item, index) => (
          // The lists of one answer never change.
          // biome-ignore lint/suspicious/noArrayIndexKey: an incident may stand in several groups
          <li key={index}>{props.children(item)}</li>
        ))}
      </ul>
      <More count={all} shown={items.length} />
    </section>
  )
}

function More({ count: all, shown }: { count: number; shown: number }) {
  return all > shown ? <p className="more">and {count(all - shown)} more</p> : null
}

function replayedWords({ replayed, changes }: SettingsPreview, now: number): string {
  const { events, from, to, cut } = replayed
  if (events === 0) return ''
  const span = `${moment(Date.parse(from), now)} to ${moment(Date.parse(to), now)}`
  const apart = changes.some(({ path }) => !path.startsWith('correlation.'))
  return [
    `${counted(events, 'event')} and ${counted(replayed.changes, 'change')} of ${span} were replayed twice, from nothing, with the estate as it is known now and the silences of that time; what people merged and split was left out.`,
    cut ? 'There was more than can be replayed: only the newest of it was.' : '',
    apart ? 'Limits, retention and mappings take no part in that.' : '',
  ]
    .filter(Boolean)
    .join(' ')
}
