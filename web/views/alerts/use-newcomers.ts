import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type AlertParams, NEWEST_ALERTS, newestAlertsQuery } from '../../api/alerts.ts'

/** How many alerts began since a list was read: all of them, or `many` where they are more than are looked at. */
export interface Newcomers {
  number: number
  many: boolean
}

/** Alerts that match and began since the component was mounted. Mount it anew whenever the list is read again. */
export function useNewcomers(params: AlertParams): Newcomers {
  const newest = useQuery(newestAlertsQuery(params)).data
  const [before, setBefore] = useState<{ at: number; ids: ReadonlySet<string> }>()
  if (newest && !before) {
    setBefore({
      at: Date.parse(newest.items[0]?.startsAt ?? '1970-01-01T00:00:00Z'),
      ids: new Set(newest.items.map(({ id }) => id)),
    })
  }
  const came =
    before && newest
      ? newest.items.filter(({ id, startsAt }) => Date.parse(startsAt) >= before.at && !before.ids.has(id))
      : []
  return { number: came.length, many: came.length >= NEWEST_ALERTS }
}
