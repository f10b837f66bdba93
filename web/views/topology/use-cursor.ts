import { type RefObject, useEffect, useRef, useState } from 'react'
import { useKeys } from '../../components/keys.ts'

/** A cursor over rows by their ids: `j` and `k` move it, Enter opens. Rows mark themselves with `data-cursor`. */
export function useCursor<T extends HTMLElement = HTMLTableSectionElement>(
  ids: readonly string[],
  open: (id: string) => void,
): { cursor: string | undefined; place: RefObject<T | null> } {
  const place = useRef<T>(null)
  const [cursor, setCursor] = useState<string>()
  function step(by: number): void {
    const at = cursor === undefined ? -1 : ids.indexOf(cursor)
    const next = ids[Math.max(0, Math.min(ids.length - 1, at + by))]
    if (next !== undefined) setCursor(next)
  }
  useEffect(() => {
    if (cursor !== undefined)
      place.current?.querySelector('[data-cursor]')?.scrollIntoView({ block: 'nearest' })
  }, [cursor])
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    enter: () => cursor !== undefined && open(cursor),
  })
  return { cursor, place }
}
