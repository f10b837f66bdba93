import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useState } from 'react'

/** From so many rows on only those near the window are drawn. */
const VIRTUAL_FROM = 200

/** Which rows of a long list to draw, and how much room the others take. */
export interface VirtualRows {
  indexes: number[]
  /** Heights in CSS pixels of what is not drawn before and after them. */
  before: number
  after: number
  /** To be given to each row, together with `data-index`. */
  measure: (row: Element | null) => void
  scrollTo: (index: number) => void
}

/** Draws of `count` rows of about `height` CSS pixels, in a list that scrolls with the page, those near the window. */
export function useVirtualRows(
  count: number,
  height: number,
  list: RefObject<HTMLElement | null>,
): VirtualRows {
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    if (list.current) setTop(list.current.getBoundingClientRect().top + window.scrollY)
  }, [list])
  const virtual = count >= VIRTUAL_FROM
  const rows = useWindowVirtualizer({
    count,
    enabled: virtual,
    estimateSize: () => height,
    overscan: 12,
    scrollMargin: top,
  })
  const items = rows.getVirtualItems()
  const first = items[0]
  const last = items.at(-1)
  if (!virtual) {
    return {
      indexes: Array.from({ length: count }, (_, index) => index),
      before: 0,
      after: 0,
      measure: () => {},
      scrollTo: () => {},
    }
  }
  return {
    indexes: items.map((item) => item.index),
    before: first ? first.start - top : 0,
    after: last ? rows.getTotalSize() - (last.end - top) : 0,
    measure: rows.measureElement,
    scrollTo: (index) => rows.scrollToIndex(index, { align: 'auto' }),
  }
}
