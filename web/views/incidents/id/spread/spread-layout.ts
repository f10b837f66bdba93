import { cutText, textWidth } from '../../../../components/trace/labels.ts'
import { offset } from '../../../../format/duration.ts'
import { clockSeconds } from '../../../../format/time.ts'
import type { HitEntity, SpreadEdge } from './spread-graph.ts'

/** An entity with its place on the map and the place of its words. */
export interface PlacedEntity {
  entity: HitEntity
  x: number
  y: number
  labelX: number
  anchor: 'start' | 'middle' | 'end'
  name: string
  detail: string | undefined
}

/** The map of an incident's spread: entities by the time of their first symptom. */
export interface SpreadMap {
  height: number
  placed: PlacedEntity[]
  edges: { key: string; path: string; through: string[] }[]
  times: { at: number; path: string; x: number; label: string }[]
  front: { path: string; x: number; label: string } | undefined
  /** Whether early minutes are drawn wider than late ones. */
  squareRoot: boolean
}

const LEFT = 42
const RIGHT = 26
const TOP = 26
const FOOT = 22
const BOW = 7
const MARK = 9
const LONGEST_LABEL = 150
const MINUTE = 60_000
const STEPS = [
  10_000,
  30_000,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  60 * MINUTE,
  120 * MINUTE,
]
const ROOT_STEPS = [
  10_000,
  30_000,
  ...[1, 2, 5, 10, 20, 30, 60, 120, 240, 480, 1440, 4320].map((minutes) => minutes * MINUTE),
]

/** Most entities that are drawn; more are told as a list. */
export const MOST_DRAWN = 40

interface Style {
  rowHeight: number
  twoLines: boolean
  mostRows: number
}

const STYLES: readonly Style[] = [
  { rowHeight: 60, twoLines: true, mostRows: 6 },
  { rowHeight: 36, twoLines: false, mostRows: 13 },
]

/**
 * Lays the map out for a width, so that no words or marks cover each other: each entity takes the free row nearest
 * to what it hangs on. Undefined when it would take too many rows or entities; then a list tells it better.
 */
export function spreadMap(
  hit: readonly HitEntity[],
  edges: readonly SpreadEdge[],
  width: number,
  ongoing: boolean,
): SpreadMap | undefined {
  const first = hit[0]
  const last = hit.at(-1)
  if (!first || !last || hit.length > MOST_DRAWN || width < 320) return undefined
  const scale = timeScale(hit, width)
  for (const style of STYLES) {
    const rows = placeRows(hit, edges, scale, style, width)
    if (rows && rows.count <= style.mostRows) return draw(hit, edges, scale, style, width, rows, ongoing)
  }
  return undefined
}

interface Scale {
  start: number
  squareRoot: boolean
  x: (at: number) => number
  span: number
}

function timeScale(hit: readonly HitEntity[], width: number): Scale {
  const start = hit[0]?.at ?? 0
  const offsets = hit.map((entity) => entity.at - start).sort((a, b) => a - b)
  const span = Math.max(MINUTE, offsets.at(-1) ?? 0)
  const middle = offsets[Math.floor(offsets.length / 2)] ?? 0
  const squareRoot = middle < span / 5 && hit.length > 2
  const share = (at: number) => Math.max(0, Math.min(1, (at - start) / span))
  const right = width - RIGHT
  return {
    start,
    span,
    squareRoot,
    x: (at) => LEFT + (right - LEFT) * (squareRoot ? Math.sqrt(share(at)) : share(at)),
  }
}

interface Rows {
  row: Map<string, number>
  least: number
  count: number
}

function placeRows(
  hit: readonly HitEntity[],
  edges: readonly SpreadEdge[],
  scale: Scale,
  style: Style,
  width: number,
): Rows | undefined {
  const taken = new Map<number, { from: number; to: number }[]>()
  const row = new Map<string, number>()
  let least = 0
  let most = 0
  for (const entity of hit) {
    const before = edges.find((edge) => edge.to === entity.name)
    const wanted = (before && row.get(before.from)) ?? 0
    const { span } = labelSpan(entity, scale.x(entity.at), style, width)
    let found: number | undefined
    for (let away = 0; away <= 2 * style.mostRows && found === undefined; away += 1) {
      for (const candidate of away === 0 ? [wanted] : [wanted - away, wanted + away]) {
        if (!(taken.get(candidate) ?? []).every((other) => apart(span, other))) continue
        taken.set(candidate, [...(taken.get(candidate) ?? []), span])
        // The rings push the words of a cause down, into the next row where rows are narrow.
        if (entity.cause && !style.twoLines)
          taken.set(candidate + 1, [...(taken.get(candidate + 1) ?? []), span])
        found = candidate
        break
      }
    }
    if (found === undefined) return undefined
    row.set(entity.name, found)
    least = Math.min(least, found)
    most = Math.max(most, found)
  }
  return { row, least, count: most - least + 1 }
}

/**
 * Where the words below an entity go, and what both take of their row: in the middle below the mark, or flush with
 * the edge of the map where that would be over it.
 */
export function labelSpan(
  entity: HitEntity,
  x: number,
  style: Pick<Style, 'twoLines'>,
  width: number,
): { anchor: PlacedEntity['anchor']; labelX: number; span: { from: number; to: number } } {
  const words = labelWords(entity, style)
  const long = Math.max(
    textWidth(words.name, 12.5),
    words.detail === undefined ? 0 : textWidth(words.detail, 11),
  )
  const ring = entity.cause ? 20 : MARK
  const middle = x + BOW / 2
  const anchor = middle - long / 2 < 0 ? 'start' : middle + long / 2 > width ? 'end' : 'middle'
  const labelX = anchor === 'start' ? 0 : anchor === 'end' ? width : middle
  const from = anchor === 'start' ? 0 : anchor === 'end' ? width - long : middle - long / 2
  return {
    anchor,
    labelX,
    span: { from: Math.min(from, x - ring), to: Math.max(from + long, x + ring + BOW) },
  }
}

function labelWords(
  entity: HitEntity,
  style: Pick<Style, 'twoLines'>,
): { name: string; detail: string | undefined } {
  const name = cutText(entity.name, 12.5, LONGEST_LABEL)
  if (!style.twoLines) return { name, detail: undefined }
  const symptom = entity.symptom ?? 'no alert of its own'
  const detail = entity.members > 1 ? `${symptom} on ${entity.members}` : symptom
  return { name, detail: cutText(detail, 11, LONGEST_LABEL) }
}

function apart(a: { from: number; to: number }, b: { from: number; to: number }): boolean {
  return a.to + 6 <= b.from || b.to + 6 <= a.from
}

function draw(
  hit: readonly HitEntity[],
  edges: readonly SpreadEdge[],
  scale: Scale,
  style: Style,
  width: number,
  rows: Rows,
  ongoing: boolean,
): SpreadMap {
  const body = Math.max(rows.count * style.rowHeight + 16, 150)
  const bottom = TOP + body
  const middle = TOP + body / 2
  const pad = (body - rows.count * style.rowHeight) / 2
  const bent = (x: number, y: number) => x + BOW * (1 - ((y - middle) / (body / 2)) ** 2)
  const line = (x: number) =>
    `M${round(x)} ${TOP}Q${round(x + 2 * BOW)} ${round(middle)} ${round(x)} ${bottom}`
  const placed = hit.map((entity): PlacedEntity => {
    const row = (rows.row.get(entity.name) ?? 0) - rows.least
    const y = TOP + pad + row * style.rowHeight + (entity.cause ? 18 : 14)
    const straight = scale.x(entity.at)
    const { anchor, labelX } = labelSpan(entity, straight, style, width)
    return { entity, x: bent(straight, y), y, anchor, labelX, ...labelWords(entity, style) }
  })
  const place = new Map(placed.map((each) => [each.entity.name, each]))
  const end = hit.at(-1)?.at ?? scale.start
  return {
    height: bottom + FOOT,
    placed,
    squareRoot: scale.squareRoot,
    edges: edges.flatMap((edge) => {
      const from = place.get(edge.from)
      const to = place.get(edge.to)
      if (!from || !to) return []
      const half = round((from.x + to.x) / 2)
      const path = `M${round(from.x)} ${round(from.y)}C${half} ${round(from.y)} ${half} ${round(to.y)} ${round(to.x)} ${round(to.y)}`
      return [{ key: `${edge.from}\n${edge.to}`, path, through: edge.through }]
    }),
    times: timeMarks(scale, width).map((at) => ({
      at,
      path: line(scale.x(at)),
      x: scale.x(at),
      label: at === scale.start ? clockSeconds(at) : offset(at - scale.start),
    })),
    front:
      hit.length < 2
        ? undefined
        : {
            path: line(scale.x(end)),
            x: scale.x(end),
            label: ongoing ? `has not spread since ${clockSeconds(end)}` : `last spread ${clockSeconds(end)}`,
          },
  }
}

function timeMarks(scale: Scale, width: number): number[] {
  const marks = [scale.start]
  const far = (at: number) => marks.every((mark) => Math.abs(scale.x(at) - scale.x(mark)) >= 62)
  const fits = (at: number) => at <= scale.start + scale.span && scale.x(at) <= width - 20
  if (scale.squareRoot) {
    for (const step of ROOT_STEPS)
      if (fits(scale.start + step) && far(scale.start + step)) marks.push(scale.start + step)
    return marks
  }
  const step = STEPS.find((each) => scale.x(scale.start + each) - scale.x(scale.start) >= 62) ?? scale.span
  for (let at = scale.start + step; fits(at) && marks.length < 20; at += step) if (far(at)) marks.push(at)
  return marks
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
