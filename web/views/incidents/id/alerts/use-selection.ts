import { useState } from 'react'

/** Alerts that are selected, by id. */
export interface Selection {
  size: number
  has: (id: string) => boolean
  /** Selects all of these, or none of them when all are selected already. */
  toggle: (ids: readonly string[]) => void
  clear: () => void
}

/** Alerts that a person selects, to split them off. */
export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  return {
    size: ids.size,
    has: (id) => ids.has(id),
    clear: () => setIds(new Set()),
    toggle: (some) =>
      setIds((before) => {
        const next = new Set(before)
        const all = some.every((id) => before.has(id))
        for (const id of some) {
          if (all) next.delete(id)
          else next.add(id)
        }
        return next
      }),
  }
}
