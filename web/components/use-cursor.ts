import { type RefObject, useEffect, useState } from 'react'
import { useKeys } from './keys.ts'

/** The row that the keys speak of, by its id; undefined before any was chosen. */
export interface Cursor {
  cursor: string | undefined
  setCursor: (id: string | undefined) => void
}

/**
 * A cursor over rows by their ids: `j` and `k` move it. The row that has it marks itself with `data-cursor` somewhere
 * in `place` and is scrolled into sight; `reveal` draws a row that may not be drawn yet.
 */
export function useCursor(
  ids: readonly string[],
  place: RefObject<HTMLElement | null>,
  reveal?: (index: number) => void,
): Cursor {
  const [cursor, setCursor] = useState<string>()
  function step(by: 1 | -1): void {
    const at = cursor === undefined ? -1 : ids.indexOf(cursor)
    const next = Math.max(0, Math.min(ids.length - 1, at + by))
    const id = ids[next]
    if (id === undefined) return
    setCursor(id)
    reveal?.(next)
  }
  useEffect(() => {
    if (cursor !== undefined)
      place.current?.querySelector('[data-cursor]')?.scrollIntoView({ block: 'nearest' })
  }, [cursor, place])
  useKeys({ j: () => step(1), k: () => step(-1) })
  return { cursor, setCursor }
}

/**
 * A cursor over rows of which one may be open: Enter opens and closes, Escape closes and then lets go. The row spoken
 * of, `chosen`, is the one with the cursor, else the open one.
 */
export function useOpenableRows(
  ids: readonly string[],
  open: string | undefined,
  onOpen: (id: string | undefined) => void,
  place: RefObject<HTMLElement | null>,
  reveal?: (index: number) => void,
): { cursor: string | undefined; chosen: string | undefined; toggle: (id: string) => void } {
  const { cursor, setCursor } = useCursor(ids, place, reveal)
  const chosen = [cursor, open].find((id) => id !== undefined && ids.includes(id))
  function toggle(id: string): void {
    setCursor(id)
    onOpen(id === open ? undefined : id)
  }
  useKeys({
    enter: () => chosen !== undefined && onOpen(chosen === open ? undefined : chosen),
    escape: () => (open === undefined ? setCursor(undefined) : onOpen(undefined)),
  })
  return { cursor, chosen, toggle }
}
