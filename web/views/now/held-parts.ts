import type { Noise } from '../../../schema/api/views.ts'

type Kind = keyof Noise['suppressed']

const SMALL: readonly Kind[] = ['flapping', 'silenced', 'inhibited', 'maintenance', 'noise']

const SMALL_WORDS: Partial<Record<Kind, string>> = { noise: 'marked as noise' }

/** One line of what was held back: several numbers with their words. */
export interface HeldRow {
  kind: 'duplicate' | 'correlated' | 'small'
  parts: { kind: Kind; events: number; words: string }[]
}

/** What was held back: the parts of the bar in a fixed order, and the lines below it. */
export function heldParts({ suppressed }: Pick<Noise, 'suppressed'>): {
  parts: { kind: Kind; events: number }[]
  rows: HeldRow[]
} {
  const order: readonly Kind[] = ['duplicate', 'correlated', ...SMALL]
  const parts = order.map((kind) => ({ kind, events: suppressed[kind] })).filter((part) => part.events > 0)
  const part = (kind: Kind, words: string) => ({ kind, events: suppressed[kind], words })
  const rows: HeldRow[] = [
    { kind: 'duplicate', parts: [part('duplicate', 'repeats of an alert already known')] },
    { kind: 'correlated', parts: [part('correlated', 'joined to an incident already known')] },
    { kind: 'small', parts: SMALL.map((kind) => part(kind, SMALL_WORDS[kind] ?? kind)) },
  ]
  return {
    parts,
    rows: rows
      .map((row) => ({ ...row, parts: row.parts.filter(({ events }) => events > 0) }))
      .filter((row) => row.parts.length > 0),
  }
}
