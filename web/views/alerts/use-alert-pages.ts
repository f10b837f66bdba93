import { useQueries } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Alert } from '../../../schema/api/views.ts'
import { type AlertList, alertPageQuery, PAGE_ALERTS } from '../../api/alerts.ts'
import { hasMore, type Pages, pagesToRead, placeOfRow, rowsRead, withPage } from './pages.ts'

/** A list of alerts of which only the pages near what is shown are at hand. */
export interface AlertPages {
  /** Rows to lay out: those read, and some for the page to come. */
  rows: number
  read: number
  more: boolean
  /** The alert of a row; undefined while its page is not at hand. */
  alert: (row: number) => Alert | undefined
  /** All alerts at hand, in order. */
  atHand: readonly Alert[]
  error: Error | null
  retry: () => void
}

/** Rows laid out for the page to come. */
const TO_COME = 12

/** Reads the pages of a list around the rows `first` to `last`. Mount it anew for another list. */
export function useAlertPages(list: AlertList, first: number, last: number): AlertPages {
  const [pages, setPages] = useState<Pages>([])
  const wanted = pagesToRead(pages, first, last, PAGE_ALERTS / 2)
  const results = useQueries({
    queries: wanted.map((page) => alertPageQuery(list, page === 0 ? undefined : pages[page - 1]?.next)),
  })
  useEffect(() => {
    let next = pages
    for (const [i, page] of wanted.entries()) {
      const data = results[i]?.data
      if (data) next = withPage(next, page, { rows: data.items.length, next: data.nextCursor })
    }
    if (next !== pages) setPages(next)
  })
  const data = new Map(wanted.map((page, i) => [page, results[i]?.data?.items]))
  const read = rowsRead(pages)
  const failed = results.find((result) => result.error !== null)
  return {
    read,
    more: hasMore(pages),
    rows: read + (hasMore(pages) ? TO_COME : 0),
    alert: (row) => {
      const { page, at } = placeOfRow(pages, row)
      return data.get(page)?.[at]
    },
    atHand: wanted.flatMap((page) => data.get(page) ?? []),
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  }
}
