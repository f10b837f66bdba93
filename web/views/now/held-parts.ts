import type { Noise } from '../../../schema/api/views.ts'
import { count } from '../../format/count.ts'

type Kind = keyof Noise['suppressed']

const SMALL: readonly Kind[] = ['flapping', 'silenced', 'inhibited', 'maintenance']

/** What was held back: the parts of the bar, largest first of a fixed order, and the lines below it in words. */
export function heldParts({ suppressed }: Pick<Noise, 'suppressed'>): {
  parts: { kind: Kind; events: number }[]
  rows: { events: number; words: string }[]
} {
  const order: readonly Kind[] = ['duplicate', 'correlated', ...SMALL]
  const parts = order.map((kind) => ({ kind, events: suppressed[kind] })).filter((part) => part.events > 0)
  const small = SMALL.filter((kind) => suppressed[kind] > 0)
  const smallSum = small.reduce((sum, kind) => sum + suppressed[kind], 0)
  const words = small.map((kind) => `${kind} ${count(suppressed[kind])}`).join(', ')
  const rows = [
    { events: suppressed.duplicate, words: 'repeats of an alert already known' },
    { events: suppressed.correlated, words: 'joined to an incident already known' },
    { events: smallSum, words },
  ].filter((row) => row.events > 0)
  return { parts, rows }
}
