import { useState } from 'react'
import { readSetting, writeSetting } from '../../setting.ts'
import { Dialog } from '../dialog.tsx'

/** Asks under which name a person acts; it stands in the history of what they did. */
export function NameDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState(readSetting('name') ?? '')
  return (
    <Dialog title="Your name" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          writeSetting('name', name.trim())
          onClose()
        }}
      >
        <p>It stands beside what you do: "acknowledged by". It is kept in this browser.</p>
        <label className="field">
          <span>Name</span>
          <input
            value={name}
            maxLength={100}
            autoComplete="name"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <div className="r">
          <button type="submit" className="btn go">
            Save name
          </button>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}
