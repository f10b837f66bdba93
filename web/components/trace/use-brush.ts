import { type PointerEvent, useEffect, useState } from 'react'
import { fixedRange, type Window } from '../../range.ts'
import { type Paper, timeX } from './paper.ts'
import { useSetRange } from './use-set-range.ts'

type Axis = Pick<Paper, 'left' | 'right' | 'from' | 'to'>

/** Shorter than this it was a click. */
const LEAST_PX = 6

/** From this length on a range begins and ends on whole minutes. */
const COARSE_MS = 10 * 60_000

function onRoundTimes({ from, to }: Window): Window {
  const step = to - from >= COARSE_MS ? 60_000 : 1000
  return { from: Math.round(from / step) * step, to: Math.round(to / step) * step }
}

/** The time at a place of an axis, kept within it. */
export function timeAt({ left, right, from, to }: Axis, x: number): number {
  const share = (Math.max(left, Math.min(right, x)) - left) / (right - left)
  return from + share * (to - from)
}

/**
 * Selects the range of the screen by dragging over an axis of time with a mouse or a pen (a finger scrolls). Returns
 * what the drawing listens to, and the stretch under way with its edges in pixels. Escape gives it up; what would
 * reach beyond `limit` ends there.
 */
export function useBrush(axis: Axis, limit: number) {
  const setRange = useSetRange()
  const [drag, setDrag] = useState<{ begin: number; end: number }>()
  const dragging = drag !== undefined
  useEffect(() => {
    if (!dragging) return
    const giveUp = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      setDrag(undefined)
    }
    window.addEventListener('keydown', giveUp, true)
    return () => window.removeEventListener('keydown', giveUp, true)
  }, [dragging])

  const place = (event: PointerEvent<Element>) =>
    event.clientX - event.currentTarget.getBoundingClientRect().left
  const stretch: Window | undefined = drag && {
    from: Math.min(limit, timeAt(axis, Math.min(drag.begin, drag.end))),
    to: Math.min(limit, timeAt(axis, Math.max(drag.begin, drag.end))),
  }
  return {
    stretch: stretch && {
      ...stretch,
      x1: timeX({ ...axis, top: 0, bottom: 1, max: 1, bow: 0 }, stretch.from),
      x2: timeX({ ...axis, top: 0, bottom: 1, max: 1, bow: 0 }, stretch.to),
    },
    listeners: {
      onPointerDown: (event: PointerEvent<Element>) => {
        const x = place(event)
        if (event.button !== 0 || event.pointerType === 'touch' || x < axis.left || x > axis.right) return
        // Captured only once it moves, so that a click on what lies below stays one.
        setDrag({ begin: x, end: x })
      },
      onPointerMove: (event: PointerEvent<Element>) => {
        if (!drag) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setDrag({ ...drag, end: place(event) })
      },
      onPointerUp: () => {
        if (drag && stretch && Math.abs(drag.end - drag.begin) >= LEAST_PX)
          setRange(fixedRange(onRoundTimes(stretch)))
        setDrag(undefined)
      },
      onPointerCancel: () => setDrag(undefined),
    },
  }
}
