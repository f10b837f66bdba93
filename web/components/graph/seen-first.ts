import type { Drawn } from './drawn.ts'
import { MARK, type Places } from './layout.ts'

/**
 * Which marks to be seen first fit into a room (in pixels of the drawing): all of them, or of more those around the
 * mark that the drawing is about, so that this one is always in sight.
 */
export function seenFirst(
  { marks, first }: Pick<Drawn, 'marks' | 'first'>,
  places: Places,
  room: { width: number; height: number },
): string[] {
  const centre = marks.find((mark) => mark.centre)?.key
  const middle = centre === undefined ? undefined : places[centre]
  const standing = first.flatMap((key) => places[key] ?? [])
  if (!middle || centre === undefined) return first
  const tall = spread(standing.map(({ y }) => y)) + MARK.height > room.height
  const wide = spread(standing.map(({ x }) => x)) + MARK.width > room.width
  if (!tall && !wide) return first
  const near = first.filter((key) => {
    const place = places[key]
    if (!place) return false
    const far = { x: Math.abs(place.x - middle.x), y: Math.abs(place.y - middle.y) }
    return far.x + MARK.width / 2 <= room.width / 2 && far.y + MARK.height / 2 <= room.height / 2
  })
  return [...new Set([centre, ...near])]
}

function spread(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.max(...values) - Math.min(...values)
}
