/** The order on screen, and how it differs from the one that is due. */
export interface Order {
  ids: string[]
  /** Incidents that are due and not shown yet, the most urgent first. */
  added: string[]
  /** Whether those shown would change places. */
  moved: boolean
  /** Incidents that are shown and no longer due: they keep their place until nobody reads. */
  gone: string[]
}

/** Who looks: nobody, someone who rests at the top with nothing chosen, or someone who is busy with what is shown. */
export type Reader = 'absent' | 'idle' | 'busy'

/**
 * The order to show while someone reads: what is shown keeps its place, be it still due or not, and what is new waits.
 */
export function heldOrder(shown: readonly string[], due: readonly string[]): Order {
  const isDue = new Set(due)
  const isShown = new Set(shown)
  const stays = shown.filter((id) => isDue.has(id))
  const dueShown = due.filter((id) => isShown.has(id))
  return {
    ids: [...shown],
    added: due.filter((id) => !isShown.has(id)),
    moved: dueShown.some((id, index) => id !== stays[index]),
    gone: shown.filter((id) => !isDue.has(id)),
  }
}

/**
 * What may be shown by itself from now on. Where nobody looks, all that is due. To an idle reader the rank settles,
 * what is gone leaves, and what is new comes in where no row of the first `inSight` moves for it; a busy one keeps what is shown.
 */
export function settledOrder(
  shown: readonly string[],
  due: readonly string[],
  reader: Reader,
  inSight: number,
): string[] {
  if (reader === 'absent') return [...due]
  if (reader === 'busy') return heldOrder(shown, due).ids
  const isShown = new Set(shown)
  let before = 0
  return due.filter((id) => {
    if (!isShown.has(id)) return before >= inSight
    before += 1
    return true
  })
}

/**
 * What is shown, where what became part of another incident gives its place to that one: `mergedInto` says which. An
 * incident takes another id when an earlier first alert of it comes to light, and is nothing new then.
 */
export function withSuccessors(
  shown: readonly string[],
  due: readonly string[],
  mergedInto: ReadonlyMap<string, string>,
): string[] {
  const isDue = new Set(due)
  const taken = new Set(shown)
  return shown.map((id) => {
    let successor: string | undefined = id
    for (let steps = 0; steps <= mergedInto.size && successor !== undefined && !isDue.has(successor); steps++)
      successor = mergedInto.get(successor)
    if (successor === undefined || !isDue.has(successor) || taken.has(successor)) return id
    taken.add(successor)
    return successor
  })
}

/** Words for what waits: `2 new, worst critical, 1 no longer open, order changed`. */
export function waitingWords(
  order: Pick<Order, 'added' | 'moved' | 'gone'>,
  worst: string | undefined,
): string {
  const { length } = order.added
  const severity = worst === undefined || length === 0 ? '' : length === 1 ? worst : `worst ${worst}`
  const parts = [
    length > 0 ? `${length} new` : '',
    severity,
    order.gone.length > 0 ? `${order.gone.length} no longer open` : '',
    order.moved ? 'order changed' : '',
  ]
  const words = parts.filter(Boolean).join(', ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
