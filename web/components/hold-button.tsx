import { useEffect, useRef, useState } from 'react'

const HOLD_MS = 1000

/** A button for what cannot be taken back easily: it acts after being held for a second, by pointer or key. */
export function HoldButton({
  label,
  pending,
  onHeld,
}: {
  label: string
  pending?: string | undefined
  onHeld: () => void
}) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [held, setHeld] = useState(false)
  useEffect(() => () => clearTimeout(timer.current), [])

  function begin(): void {
    if (timer.current !== undefined || pending !== undefined) return
    setHeld(true)
    timer.current = setTimeout(() => {
      end()
      onHeld()
    }, HOLD_MS)
  }
  function end(): void {
    clearTimeout(timer.current)
    timer.current = undefined
    setHeld(false)
  }

  return (
    <button
      type="button"
      className={held ? 'btn hold held' : 'btn hold'}
      aria-disabled={pending !== undefined || undefined}
      onPointerDown={begin}
      onPointerUp={end}
      onPointerLeave={end}
      onBlur={end}
      onKeyDown={(event) => {
        if (event.key === ' ' || event.key === 'Enter') {
          event.preventDefault()
          begin()
        }
      }}
      onKeyUp={end}
    >
      <span>{pending ?? `Hold 1 s: ${label}`}</span>
    </button>
  )
}
