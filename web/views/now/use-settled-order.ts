import { type RefObject, useEffect, useRef, useState } from 'react'
import { useStream } from '../../live.tsx'
import { heldOrder, type Order, type Reader, settledOrder, withSuccessors } from './settled-order.ts'

/** From when on a pointer and keys that were not moved mean that nothing is being aimed at. */
const STILL_MS = 2000
/** From when on an untouched page means that nobody reads it: a screen on a wall, a machine left alone. */
const ABSENT_MS = 5 * 60_000
const MERGES_KEPT = 2000

/**
 * Holds the order of a list still for who reads it: what is new waits until `show` is called, or until it can come in
 * without moving anything that is read. `chosen` says that a row is under the keyboard cursor.
 */
export function useSettledOrder(
  due: readonly string[],
  list: RefObject<HTMLElement | null>,
  chosen: boolean,
): Order & { show: () => void } {
  const [kept, setShown] = useState(due)
  const mergedInto = useRef(new Map<string, string>())
  const touched = useRef(performance.now())
  useStream(({ event, data }) => {
    const merge = event === 'incident' ? mergeIn(data) : undefined
    if (!merge) return
    if (mergedInto.current.size > MERGES_KEPT) mergedInto.current.clear()
    mergedInto.current.set(merge.id, merge.into)
  })

  const shown = withSuccessors(kept, due, mergedInto.current)
  const order = heldOrder(shown, due)
  const waiting = order.added.length > 0 || order.moved || order.gone.length > 0
  const empty = order.ids.length === order.gone.length
  const keptKey = shown.join('\n')
  const dueKey = due.join('\n')

  useEffect(() => {
    const touch = () => {
      touched.current = performance.now()
    }
    const signs = ['pointermove', 'pointerdown', 'keydown', 'scroll', 'focusin']
    for (const sign of signs) window.addEventListener(sign, touch, { passive: true, capture: true })
    return () => {
      for (const sign of signs) window.removeEventListener(sign, touch, { capture: true })
    }
  }, [])

  useEffect(() => {
    const next = split(dueKey)
    const now = split(keptKey)
    if (!waiting) {
      setShown(now)
      return
    }
    const settle = () => {
      const reader = empty ? 'absent' : readerOf(list.current, chosen, touched.current)
      const settled = settledOrder(now, next, reader, rowsInSight(list.current))
      if (settled.join('\n') !== keptKey) setShown(settled)
    }
    settle()
    const timer = setInterval(settle, 500)
    document.addEventListener('visibilitychange', settle)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', settle)
    }
  }, [dueKey, keptKey, waiting, empty, list, chosen])

  return { ...order, ...(empty && { ids: [...due], gone: [] }), show: () => setShown(due) }
}

function split(key: string): string[] {
  return key === '' ? [] : key.split('\n')
}

function readerOf(list: HTMLElement | null, chosen: boolean, touched: number): Reader {
  const still = performance.now() - touched
  if (document.hidden || still >= ABSENT_MS) return 'absent'
  const selected = document.getSelection()?.isCollapsed === false
  const held = chosen || selected || list?.contains(document.activeElement) || list?.matches(':hover')
  const open = document.querySelector('dialog[open]') !== null
  return held || open || still < STILL_MS || window.scrollY > 0 ? 'busy' : 'idle'
}

/** How many rows of a list are in sight or above it; without end where what comes after the list is in sight too. */
function rowsInSight(list: HTMLElement | null): number {
  if (!list || list.getBoundingClientRect().bottom < window.innerHeight) return Number.POSITIVE_INFINITY
  return [...list.children].filter((row) => row.getBoundingClientRect().top < window.innerHeight).length
}

function mergeIn(data: string): { id: string; into: string } | undefined {
  try {
    const value: unknown = JSON.parse(data)
    if (typeof value !== 'object' || value === null) return undefined
    const { id, mergedInto } = value as Record<string, unknown>
    return typeof id === 'string' && typeof mergedInto === 'string' ? { id, into: mergedInto } : undefined
  } catch {
    return undefined
  }
}
