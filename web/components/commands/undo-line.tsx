import { useEffect, useRef, useState } from 'react'
import { useKeys } from '../keys.ts'
import { Shortcut } from '../shortcut.tsx'
import { offerUndo, type Undoable, useUndoable } from './undo.ts'

const OFFERED_MS = 10_000
const READ_MS = 4000

/** Says what was done and offers for 10 s to take it back; longer while the pointer or the keyboard is on it. */
export function UndoLine() {
  const undoable = useUndoable()
  return (
    <div className="undo-place" role="status">
      {undoable ? <Offer key={undoable.id} undoable={undoable} /> : null}
    </div>
  )
}

function Offer({ undoable }: { undoable: Undoable }) {
  const [state, setState] = useState<'offered' | 'undoing' | 'undone' | { failed: string }>('offered')
  const place = useRef<HTMLParagraphElement>(null)
  const busy = state === 'undoing'
  const lasting = state === 'offered' ? OFFERED_MS : READ_MS
  useEffect(() => {
    if (busy) return
    const timer = setInterval(() => {
      if (!place.current?.matches(':hover, :focus-within')) offerUndo(undefined)
    }, lasting)
    return () => clearInterval(timer)
  }, [busy, lasting])

  async function undo(): Promise<void> {
    if (state !== 'offered') return
    setState('undoing')
    try {
      await undoable.undo()
      setState('undone')
    } catch (error) {
      setState({ failed: error instanceof Error ? error.message : String(error) })
    }
  }
  useKeys({ u: () => void undo() })

  return (
    <p className="undo" ref={place}>
      <span>
        {typeof state === 'object'
          ? `Could not be undone: ${state.failed}`
          : state === 'undone'
            ? `Undone: ${undoable.words.charAt(0).toLowerCase()}${undoable.words.slice(1)}.`
            : `${undoable.words}.`}
      </span>
      {state === 'offered' || busy ? (
        <button type="button" className="btn" aria-keyshortcuts="u" onClick={() => void undo()}>
          {busy ? 'Undoing' : 'Undo'} {busy ? null : <Shortcut name="u" />}
        </button>
      ) : null}
    </p>
  )
}
