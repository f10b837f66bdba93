import { type RefObject, useEffect, useRef, useState } from 'react'

/** The order on screen, and how it differs from the one that is due. */
export interface Order {
  ids: string[]
  /** Incidents that are due and not shown yet. */
  added: number
  /** Whether those shown would change places. */
  moved: boolean
}

/**
 * The order to show while someone reads: what is shown keeps its place, what is gone leaves, what is new waits.
 */
export function heldOrder(shown: readonly string[], due: readonly string[]): Order {
  const isDue = new Set(due)
  const isShown = new Set(shown)
  const ids = shown.filter((id) => isDue.has(id))
  const dueShown = due.filter((id) => isShown.has(id))
  return {
    ids,
    added: due.length - dueShown.length,
    moved: dueShown.some((id, index) => id !== ids[index]),
  }
}

/** Words for what waits: `2 new, order changed`. */
export function waitingWords(order: Order): string {
  const parts = [order.added > 0 ? `${order.added} new` : '', order.moved ? 'order changed' : '']
  const words = parts.filter(Boolean).join(', ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const STILL_MS = 2000

/**
 * Holds the order of a list while the pointer is over it or a key was pressed, until both have been still for 2 s
 * and the pointer is gone. `show` brings in at once what waits.
 */
export function useSettledOrder(
  due: readonly string[],
  list: RefObject<HTMLElement | null>,
): Order & { show: () => void } {
  const [shown, setShown] = useState(due)
  const touched = useRef(Number.NEGATIVE_INFINITY)
  const order = heldOrder(shown, due)
  const waiting = order.added > 0 || order.moved
  const empty = order.ids.length === 0
  const dueKey = due.join('\n')

  useEffect(() => {
    const touch = () => {
      touched.current = performance.now()
    }
    const overList = (event: Event) => {
      if (event.target instanceof Node && list.current?.contains(event.target)) touch()
    }
    window.addEventListener('pointermove', overList, { passive: true })
    window.addEventListener('keydown', touch)
    return () => {
      window.removeEventListener('pointermove', overList)
      window.removeEventListener('keydown', touch)
    }
  }, [list])

  useEffect(() => {
    const next = dueKey === '' ? [] : dueKey.split('\n')
    if (!waiting) return
    const settle = () => {
      const still = performance.now() - touched.current >= STILL_MS
      if (empty || (still && !list.current?.matches(':hover'))) setShown(next)
    }
    settle()
    const timer = setInterval(settle, 500)
    return () => clearInterval(timer)
  }, [dueKey, waiting, empty, list])

  return { ...order, ids: empty ? [...due] : order.ids, show: () => setShown(due) }
}
