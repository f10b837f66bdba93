import { useState } from 'react'
import { readSetting, useSetting, writeSetting } from '../../setting.ts'
import { askToNotify, canNotify, playTone } from '../../tell.ts'
import { Dialog } from '../dialog.tsx'
import { Shortcut } from '../shortcut.tsx'
import { toggleTheme } from '../theme.ts'

const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone
const ZONES = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC' && zone !== OWN_ZONE)

/** What a person sets for this browser: the name under which they act, the zone of times, how it tells of incidents. */
export function BrowserDialog({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const [name, setName] = useState(readSetting('name') ?? '')
  const zone = useSetting('zone') ?? ''
  const close = () => {
    writeSetting('name', name.trim())
    onClose()
  }
  return (
    <Dialog title="You, in this browser" onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          close()
        }}
      >
        <label className="field">
          <span>Name. It stands beside what you do: "acknowledged by".</span>
          <input
            value={name}
            maxLength={100}
            autoComplete="name"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label className="field">
          <span>Zone of times</span>
          <select value={zone} onChange={(event) => writeSetting('zone', event.target.value)}>
            <option value="">This computer's: {OWN_ZONE}</option>
            <option value="UTC">UTC</option>
            {ZONES.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
        <Telling />
        <div className="r">
          <button type="submit" className="btn go">
            Done
          </button>
          <button type="button" className="btn" onClick={toggleTheme}>
            Light or dark <Shortcut name="t" />
          </button>
          <button type="button" className="btn" onClick={onKeys}>
            Keys <Shortcut name="?" />
          </button>
        </div>
      </form>
    </Dialog>
  )
}

/** How this browser tells of a new critical or high incident while its page is open. */
function Telling() {
  const sound = useSetting('sound') === 'on'
  const notifications = useSetting('notifications') === 'on'
  const [refused, setRefused] = useState(canNotify() === 'denied')
  return (
    <fieldset className="telling">
      <legend>When a new critical or high incident opens while this page is open</legend>
      <label className="check">
        <input
          type="checkbox"
          checked={sound}
          onChange={(event) => {
            writeSetting('sound', event.target.checked ? 'on' : 'off')
            if (event.target.checked) playTone()
          }}
        />
        Play a sound
      </label>
      {canNotify() === 'unsupported' ? null : (
        <label className="check">
          <input
            type="checkbox"
            checked={notifications && !refused}
            onChange={async (event) => {
              const wanted = event.target.checked
              const granted = wanted && (await askToNotify())
              setRefused(wanted && !granted)
              writeSetting('notifications', granted ? 'on' : 'off')
            }}
          />
          Show a notification
        </label>
      )}
      {refused ? (
        <p>This browser does not let Barograph notify. Allow it in the browser's settings for this page.</p>
      ) : null}
    </fieldset>
  )
}
