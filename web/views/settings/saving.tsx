import { useState } from 'react'
import type { SettingsView } from '../../../schema/api/views.ts'
import { ActionButton } from '../../components/action-button.tsx'

/** Saves the file where that is allowed, and else hands it out with words on where it belongs. */
export function Saving(props: {
  view: SettingsView
  text: string
  /** Why it cannot be saved yet, in words. */
  notYet: string | undefined
  pending: boolean
  error: string | undefined
  onSave: () => void
}) {
  const { saving } = props.view
  return (
    <div className="saving">
      <div className="saving-buttons">
        {saving.allowed ? (
          <ActionButton
            tone="go"
            shortcut="Ctrl S"
            pending={props.pending ? 'Saving' : undefined}
            disabled={props.notYet !== undefined}
            onClick={props.onSave}
          >
            Save file
          </ActionButton>
        ) : null}
        <CopyText text={props.text} />
        <Download text={props.text} name={props.view.file.name} />
      </div>
      <p className="q2" role="status">
        {saving.allowed
          ? (props.notYet ??
            'Its effect was shown; it can be saved. Correlation goes on by it at once, the rest from the next start.')
          : saving.why}
      </p>
      {props.error === undefined ? null : (
        <p className="refused" role="alert">
          {props.error}
        </p>
      )}
    </div>
  )
}

function CopyText({ text }: { text: string }) {
  const [said, setSaid] = useState<{ text: string; words: string }>()
  return (
    <ActionButton
      onClick={() => {
        // Without a secure connection a browser has no clipboard to offer.
        const copying = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
        copying.then(
          () => setSaid({ text, words: 'Copied' }),
          () => setSaid({ text, words: 'Select the text and copy it by hand' }),
        )
      }}
    >
      <span role="status">{said?.text === text ? said.words : 'Copy'}</span>
    </ActionButton>
  )
}

function Download({ text, name }: { text: string; name: string }) {
  return (
    <ActionButton
      onClick={() => {
        const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }))
        const link = document.createElement('a')
        link.href = url
        link.download = name.split(/[\\/]/).at(-1) ?? 'barograph.yaml'
        link.click()
        URL.revokeObjectURL(url)
      }}
    >
      Download
    </ActionButton>
  )
}
