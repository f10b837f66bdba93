import type { ReactNode } from 'react'
import { Shortcut } from './shortcut.tsx'

/** A button that names the key which presses it; while it waits it says what is being done. */
export function ActionButton(props: {
  children: ReactNode
  onClick: () => void
  shortcut?: string | undefined
  pending?: string | undefined
  tone?: 'go' | 'bare' | undefined
  disabled?: boolean | undefined
}) {
  const waiting = props.pending !== undefined
  const classes = ['btn', props.tone].filter(Boolean).join(' ')
  return (
    <button
      type="button"
      className={classes}
      aria-disabled={waiting || props.disabled || undefined}
      aria-keyshortcuts={props.shortcut}
      onClick={() => {
        if (!waiting && !props.disabled) props.onClick()
      }}
    >
      {waiting ? props.pending : props.children}
      {props.shortcut && !waiting ? <Shortcut name={props.shortcut} /> : null}
    </button>
  )
}
