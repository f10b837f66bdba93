/** A label that wants a place: anchored at `x`, `width` wide, on either side of its anchor. */
export interface Wish {
  id: string
  x: number
  width: number
}

/** Where a label was put. */
export interface Placed {
  id: string
  x: number
  anchor: 'start' | 'end'
  row: number
}

/**
 * Puts labels beside their anchors so that none covers another or leaves the stretch from `left` to `right`; the
 * earlier of the list go first, and one that finds no place in any of the rows is left out. `taken` is kept free
 * in row 0.
 */
export function placeLabels(
  wishes: readonly Wish[],
  area: { left: number; right: number; rows: number; gap: number },
  taken: readonly { from: number; to: number }[] = [],
): Placed[] {
  const rows = Array.from({ length: area.rows }, (_, row) => (row === 0 ? [...taken] : []))
  const placed: Placed[] = []
  for (const wish of wishes) {
    const spot = freeSpot(wish, area, rows)
    if (!spot) continue
    rows[spot.row]?.push(spot.span)
    placed.push({ id: wish.id, x: spot.x, anchor: spot.anchor, row: spot.row })
  }
  return placed
}

function freeSpot(
  wish: Wish,
  area: { left: number; right: number; gap: number },
  rows: readonly { from: number; to: number }[][],
) {
  for (const [row, spans] of rows.entries()) {
    for (const anchor of ['end', 'start'] as const) {
      const x = anchor === 'end' ? wish.x - area.gap : wish.x + area.gap
      const span = anchor === 'end' ? { from: x - wish.width, to: x } : { from: x, to: x + wish.width }
      const inside = span.from >= area.left && span.to <= area.right
      const free = spans.every(
        (other) => span.to + area.gap <= other.from || other.to + area.gap <= span.from,
      )
      if (inside && free) return { row, anchor, x, span }
    }
  }
  return undefined
}

/** Width in pixels that a text of the interface font takes at a size, at most a little more than it really does. */
export function textWidth(text: string, size: number): number {
  let units = 0
  for (const character of text) units += character.charCodeAt(0) < 0x2e80 ? 0.56 : 1.05
  return units * size
}

/** A text cut to a width, with an ellipsis where something is missing. */
export function cutText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text
  const characters = [...text]
  const ellipsis = textWidth('…', size)
  let kept = ''
  let taken = ellipsis
  for (const character of characters) {
    taken += textWidth(character, size)
    if (taken > width) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}
