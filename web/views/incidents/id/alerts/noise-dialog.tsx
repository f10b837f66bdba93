import { useState } from 'react'
import type { Alert, Incident } from '../../../../../schema/api/views.ts'
import { MOST_TYPES_TAUGHT } from '../../../../../schema/records/lesson.ts'
import { ActionButton } from '../../../../components/action-button.tsx'
import { ASK_FROM_ALERTS, ErrorLine } from '../../../../components/commands/resolve-dialog.tsx'
import { Dialog } from '../../../../components/dialog.tsx'
import { HoldButton } from '../../../../components/hold-button.tsx'
import { Name } from '../../../../components/said.tsx'
import { counted, names } from '../../../../format/count.ts'
import { entityOf } from '../spread/fold.ts'

const NAMED = 6

/** On the things of some alerts, or on all things of their services. */
export type NoiseOn = 'entity' | 'service'

/** Asks before alerts like some, or all of an incident, are taken for noise, and says what that does. */
export function NoiseDialog(props: {
  alerts: readonly Alert[]
  /** These are the alerts of this one, which is marked with them. */
  whole?: Incident
  /** Why it was refused, in a sentence. */
  error: string | undefined
  onClose: () => void
  onMark: (on: NoiseOn) => Promise<void>
}) {
  const { alerts, whole } = props
  const [on, setOn] = useState<NoiseOn>('entity')
  const [pending, setPending] = useState(false)
  const services = [...new Set(alerts.flatMap(({ service }) => service ?? []))]
  const critical = alerts.some(({ severity }) => severity === 'critical')
  const kinds = kindsOf(alerts, on)
  async function mark(): Promise<void> {
    setPending(true)
    await props.onMark(on)
    setPending(false)
  }
  return (
    <Dialog title={whole ? 'Is all of it noise?' : 'Is this noise?'} onClose={props.onClose}>
      {whole ? (
        <p>
          It holds {counted(whole.counts.alerts, 'alert')} of {counted(kinds.length, 'kind')}.
          {whole.status === 'resolved'
            ? null
            : ' Marking them resolves it; what begins later and is not noise opens it again.'}
        </p>
      ) : null}
      <p>
        From now on such alerts may join an incident, but open none, keep none open and make none worse.{' '}
        {critical
          ? 'That holds for critical ones as well, as one of these is critical.'
          : 'Critical ones still open incidents.'}{' '}
        {whole ? null : 'What fires already stays where it is. '}
        {kinds.length > MOST_TYPES_TAUGHT ? `The first ${MOST_TYPES_TAUGHT} kinds are learned. ` : null}
        Each kind stands under Learned, where it can be taken back.
      </p>
      <ul className="plain">
        {kinds.slice(0, NAMED).map((alert) => (
          <li key={alert.id}>
            <code>
              <Name text={alert.name} />
            </code>{' '}
            on <Name text={placeOf(alert, on)} />
          </li>
        ))}
        {kinds.length > NAMED ? <li>and {kinds.length - NAMED} more</li> : null}
      </ul>
      {services.length > 0 ? (
        <fieldset className="choice">
          <legend className="vh">Where it is noise</legend>
          <Choice value="entity" on={on} onChoose={setOn} words="On these things" />
          <Choice
            value="service"
            on={on}
            onChoose={setOn}
            words={`On all things of ${servicesWords(services)}`}
          />
        </fieldset>
      ) : null}
      <ErrorLine words={props.error} />
      <div className="r">
        {whole && whole.status !== 'resolved' && whole.counts.alerts > ASK_FROM_ALERTS ? (
          <HoldButton
            label="mark all as noise"
            pending={pending ? 'Marking' : undefined}
            onHeld={() => void mark()}
          />
        ) : (
          <ActionButton tone="go" pending={pending ? 'Marking' : undefined} onClick={() => void mark()}>
            {whole ? 'Mark all as noise' : 'Mark as noise'}
          </ActionButton>
        )}
        <button type="button" className="btn" onClick={props.onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  )
}

/** One alert of each kind that can be learned, the first in time first: by its name and the place where it is to be noise. */
function kindsOf(all: readonly Alert[], on: NoiseOn): Alert[] {
  const alerts = all
    .filter((alert) => alert[on] !== undefined)
    .sort((a, b) => (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : 0))
  return [...new Map(alerts.map((alert) => [`${alert.name}\n${placeOf(alert, on)}`, alert])).values()]
}

function placeOf(alert: Alert, on: NoiseOn): string {
  return on === 'service' && alert.service ? `all things of ${alert.service}` : entityOf(alert)
}

function Choice(props: { value: NoiseOn; on: NoiseOn; words: string; onChoose: (value: NoiseOn) => void }) {
  const { value, words } = props
  return (
    <label>
      <input
        type="radio"
        name="noise-on"
        value={value}
        checked={props.on === value}
        onChange={() => props.onChoose(value)}
      />
      <span>{words}</span>
    </label>
  )
}

function servicesWords(services: readonly string[]): string {
  const { shown, more } = names(services, 3)
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(' and ')
}
