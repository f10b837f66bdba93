import { useEffect, useRef } from 'react'

/** Something that the view on screen can do, for the palette. */
export interface PageAction {
  name: string
  shortcut?: string
  run: () => void
}

const offered = new Set<{ current: readonly PageAction[] }>()

/** Offers in the palette what the view on screen can do, as long as it is there. */
export function usePageActions(actions: readonly PageAction[]): void {
  const current = useRef(actions)
  current.current = actions
  useEffect(() => {
    offered.add(current)
    return () => {
      offered.delete(current)
    }
  }, [])
}

/** What the views on screen offer at this moment. */
export function pageActions(): PageAction[] {
  return [...offered].flatMap(({ current }) => current)
}
