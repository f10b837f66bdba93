import { useState } from 'react'
import type { Alert } from '../../../../../schema/api/views.ts'
import { ActionButton } from '../../../../components/action-button.tsx'
import { ErrorLine } from '../../../../components/commands/resolve-dialog.tsx'
import { Dialog } from '../../../../components/dialog.tsx'
import { Name } from '../../../../components/said.tsx'
import { names } from '../../../../format/count.ts'
import { entityOf } from '../spread/fold.ts'

const NAMED = 6

/** Asks before alerts like some are taken for noise, and says what that does. */
export function NoiseDialog(props: {
  alerts: readonly Alert[]
  onClose: () => void
  /** Resolves to why it was refused, or to undefined. */
  onMark: (alerts: readonly Alert[], on: 'entity' | 'service') => Promise<string | undefined>
}) {
  const { alerts } = props
  const [on, setOn] = useState<'entity' | 'service'>('entity')
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<string>()
  const services = [...new Set(alerts.flatMap(({ service }) => service ?? []))]
  const critical = alerts.some(({ severity }) => severity === 'critical')
  const kinds = [
    ...new Map(alerts.map((alert) => [`${alert.name}\n${entityOf(alert)}`, alert] as const)).values(),
  ]
  return (
    <Dialog title="Is this noise?" onClose={props.onClose}>
      <p>
        From now on such alerts may join an incident, but open none, keep none open and make none worse.{' '}
        {critical
          ? 'That holds for critical ones as well, as one of these is critical.'
          : 'Critical ones still open incidents.'}{' '}
        What fires already stays where it is.
      </p>
      <ul className="plain">
        {kinds.slice(0, NAMED).map((alert) => (
          <li key={alert.id}>
            <code>
              <Name text={alert.name} />
            </code>{' '}
            on{' '}
            <Name
              text={on === 'service' && alert.service ? `all things of ${alert.service}` : entityOf(alert)}
            />
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
      <ErrorLine words={error === undefined ? undefined : `Could not mark it: ${error}`} />
      <div className="r">
        <ActionButton
          tone="go"
          pending={pending ? 'Marking' : undefined}
          onClick={async () => {
            setPending(true)
            setError(await props.onMark(alerts, on))
            setPending(false)
          }}
        >
          Mark as noise
        </ActionButton>
        <button type="button" className="btn" onClick={props.onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  )
}

function Choice(props: {
  value: 'entity' | 'service'
  on: 'entity' | 'service'
  words: string
  onChoose: (value: 'entity' | 'service') => void
}) {
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
