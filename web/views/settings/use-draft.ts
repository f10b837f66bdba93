import { useState } from 'react'

/** What a person makes of the settings file, and the file that they began from. */
export interface Draft {
  text: string
  etag: string
}

/** Kept as long as the page is open, so that another view is looked at without losing it. */
let kept: Draft | undefined

/** The draft of the settings file; undefined while nobody changed it. */
export function useDraft(): [Draft | undefined, (draft: Draft | undefined) => void] {
  const [draft, setDraft] = useState(kept)
  return [
    draft,
    (next) => {
      kept = next
      setDraft(next)
    },
  ]
}
