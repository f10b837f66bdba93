import { useSyncExternalStore } from 'react'

/** Something just done that can be taken back. */
export interface Undoable {
  /** What was done: `Acknowledged INC-12`. */
  words: string
  /** Takes it back; fails with the reason when that was refused. */
  undo: () => Promise<unknown>
}

/** One thing that can be taken back, told from others that read alike. */
interface Offered extends Undoable {
  id: number
}

const listeners = new Set<() => void>()
let last: Offered | undefined
let offers = 0

/** Offers to take something back, in place of what was offered before; undefined withdraws the offer. */
export function offerUndo(undoable: Undoable | undefined): void {
  last = undoable && { ...undoable, id: ++offers }
  for (const listener of listeners) listener()
}

/** What can be taken back now. */
export function useUndoable(): Offered | undefined {
  return useSyncExternalStore(subscribe, () => last)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
