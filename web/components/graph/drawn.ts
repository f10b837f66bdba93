import type { Severity } from '../../../schema/severity.ts'

/** Drawings with more marks cannot be read; the rest is summed up. */
export const MOST_MARKS = 150

/** A mark of a drawing: a thing, or a number of things that are summed up (without `id`). */
export interface Mark {
  key: string
  id?: string
  title: string
  /** The second line: what it is. */
  type: string
  severity?: Severity
  /** What the drawing is about. */
  centre?: boolean
  /** The page is about it already: it leads nowhere. */
  here?: boolean
  /** Only there so that one sees where the others stand. */
  dim?: boolean
}

/** What is drawn: marks, who needs whom by their keys, and which marks are to be seen before anyone pans. */
export interface Drawn {
  marks: Mark[]
  links: { from: string; to: string }[]
  first: string[]
}
