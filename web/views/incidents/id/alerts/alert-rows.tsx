import type { Alert, Link } from '../../../../../schema/api/views.ts'
import { ActionButton } from '../../../../components/action-button.tsx'
import { Icon } from '../../../../components/icon.tsx'
import { Judged, Name, Said } from '../../../../components/said.tsx'
import { SeverityMark } from '../../../../components/severity.tsx'
import { When } from '../../../../components/when.tsx'
import { count, names, shortNames } from '../../../../format/count.ts'
import { entityOf } from '../spread/fold.ts'
import { type AlertGroup, stateWords, type Why, whyHere } from './groups.ts'
import type { Selection } from './use-selection.ts'
import type { Teaching } from './use-teaching.tsx'

const DETAILED = 50

/** Name of an alert in the address of its incident. */
export function alertPart(id: string): string {
  return `alert-${id}`
}

/** One group of alerts as a row; opened, each of its alerts with every reason why it is here. */
export function AlertRows(props: {
  group: AlertGroup
  links: ReadonlyMap<string, Link>
  byId: ReadonlyMap<string, Alert>
  now: number
  current: boolean
  open: boolean
  /** Whether the incident goes on, so that an alert that is over is worth telling. */
  ongoing: boolean
  onExplain: () => void
  selection: Selection
  teaching: Teaching
}) {
  const { group, selection, open } = props
  const ids = group.alerts.map((alert) => alert.id)
  const picked = ids.filter((id) => selection.has(id)).length
  const first = group.alerts[0]
  const on = names(shortNames(group.on), 3)
  const why = first ? whyHere(props.links.get(first.id), props.byId) : []
  return (
    <tbody className={props.current ? 'current' : undefined} data-cursor={props.current || undefined}>
      <tr data-testid="alert-group">
        <td className="al-x">
          <input
            type="checkbox"
            aria-label={`Select ${group.name.slice(0, 80)} on ${group.on.slice(0, 3).join(', ').slice(0, 120)}`}
            checked={picked === ids.length}
            ref={(box) => {
              if (box) box.indeterminate = picked > 0 && picked < ids.length
            }}
            onChange={() => selection.toggle(ids)}
          />
        </td>
        <td className="al-sev">
          <SeverityMark severity={group.severity} />
        </td>
        <td className="al-name">
          <span className="clip">
            <code>
              <Name text={group.name} />
            </code>
            {group.firing === 0 && props.ongoing ? <span className="q3"> over</span> : null}
          </span>
        </td>
        <td className="al-on q2">
          <span className="clip">
            <Said text={on.shown.join(', ')} />
            {on.more > 0 ? ` and ${on.more} more` : ''}
          </span>
        </td>
        <td className="al-began num q2">
          <When at={new Date(group.began).toISOString()} now={props.now} seconds />
        </td>
        <td className="al-events num">{count(group.events)}</td>
        <td className="al-why">
          <button type="button" className="expand" aria-expanded={open} onClick={props.onExplain}>
            <Icon name={open ? 'down' : 'right'} />
            <span>
              <WhyLine why={why[0]} brief />
            </span>
          </button>
        </td>
      </tr>
      {open ? (
        <tr className="al-more">
          <td colSpan={7}>
            <Teach group={group} teaching={props.teaching} current={props.current} />
            <ul>
              {group.alerts.slice(0, DETAILED).map((alert) => (
                <Detail
                  key={alert.id}
                  alert={alert}
                  why={whyHere(props.links.get(alert.id), props.byId)}
                  {...props}
                />
              ))}
            </ul>
            {group.alerts.length > DETAILED ? (
              <p className="q2">{group.alerts.length - DETAILED} more alike.</p>
            ) : null}
          </td>
        </tr>
      ) : null}
    </tbody>
  )
}

/** What can be said of these alerts, from which later ones are placed. */
function Teach(props: { group: AlertGroup; teaching: Teaching; current: boolean }) {
  const { group, teaching } = props
  const shortcut = (key: string) => (props.current ? key : undefined)
  return (
    <p className="al-teach">
      {teaching.notPart ? (
        <ActionButton
          shortcut={shortcut('d')}
          pending={teaching.takingOut}
          onClick={() => teaching.notPart?.(group.alerts)}
        >
          Not part of this
        </ActionButton>
      ) : null}
      <ActionButton shortcut={shortcut('q')} onClick={() => teaching.noise(group.alerts)}>
        Noise
      </ActionButton>
    </p>
  )
}

function Detail(props: { alert: Alert; why: readonly Why[]; now: number; selection: Selection }) {
  const { alert, why, selection } = props
  const label = entityOf(alert)
  return (
    <li id={alertPart(alert.id)}>
      <label>
        <input
          type="checkbox"
          checked={selection.has(alert.id)}
          onChange={() => selection.toggle([alert.id])}
        />
        <span>
          <Name text={label} />, <When at={alert.startsAt} now={props.now} seconds />, {count(alert.events)}{' '}
          events from <Said text={alert.sources.join(' and ')} />, {stateWords(alert)}
          {alert.suppressedBy ? (
            <>
              {' '}
              (<Said text={alert.suppressedBy.text} />)
            </>
          ) : null}
        </span>
      </label>
      <p>
        <a className="lk" href={`#${alertPart(alert.id)}`}>
          link to this alert
        </a>
      </p>
      {alert.summary === undefined ? null : (
        <p>
          <Said text={alert.summary} />
        </p>
      )}
      <ul className="why">
        {why.length === 0 ? (
          <li className="pro">
            <WhyLine why={undefined} />
          </li>
        ) : null}
        {why.map((reason) => (
          <li key={`${reason.text} ${reason.other?.id}`} className="pro">
            <WhyLine why={reason} />
          </li>
        ))}
      </ul>
    </li>
  )
}

/** One reason in words with the alert that it names and where that is, unless `brief`; without a reason it is the alert that opened the incident. */
function WhyLine({ why, brief = false }: { why: Why | undefined; brief?: boolean }) {
  if (!why) return <>The first alert; the incident began with it</>
  return (
    <>
      <Judged text={why.text} />
      {why.other && !brief ? (
        <span className="q3">
          {' '}
          (with{' '}
          <code>
            <Name text={why.other.name} />
          </code>
          {` on ${entityOf(why.other)}`})
        </span>
      ) : null}
    </>
  )
}
