import { useState } from 'react'

/** What a person makes of the settings file, and the file that they began from. */
export interface Draft {
  text: string
  etag: string
}

const KEY = 'barograph.settings-draft'

/** Kept as long as the page is open, so that another view is looked at without losing it. */
let kept: Draft | undefined = readDraft()

/** The draft before the page was loaded anew, in this tab. */
function readDraft(): Draft | undefined {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    if (typeof value !== 'object' || value === null) return undefined
    const { text, etag } = value as Partial<Record<keyof Draft, unknown>>
    return typeof text === 'string' && typeof etag === 'string' ? { text, etag } : undefined
  } catch {
    return undefined
  }
}

function keepDraft(draft: Draft | undefined): void {
  kept = draft
  try {
    if (draft === undefined) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, JSON.stringify(draft))
  } catch {
    // Without storage it is kept for as long as the page is open.
  }
}

/** The draft of the settings file; undefined while nobody changed it. */
export function useDraft(): [Draft | undefined, (draft: Draft | undefined) => void] {
  const [draft, setDraft] = useState(kept)
  return [
    draft,
    (next) => {
      keepDraft(next)
      setDraft(next)
    },
  ]
}
