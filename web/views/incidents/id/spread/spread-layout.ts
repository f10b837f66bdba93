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
  anchor: 'start' | 'end'
  name: string
  detail: string | undefined
}

/** The map of an incident's spread: entities by the time of their first symptom. */
export interface SpreadMap {
  height: number
  placed: PlacedEntity[]
  edges: { key: string; path: string; through: number }[]
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
const LABEL_GAP = 13
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
  { rowHeight: 38, twoLines: true, mostRows: 9 },
  { rowHeight: 23, twoLines: false, mostRows: 20 },
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
  side: Map<string, 'start' | 'end'>
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
  const side = new Map<string, 'start' | 'end'>()
  let least = 0
  let most = 0
  for (const entity of hit) {
    const before = edges.find((edge) => edge.to === entity.name)
    const wanted = (before && row.get(before.from)) ?? 0
    const spans = labelSpans(entity, scale.x(entity.at), style, width)
    let found: { row: number; anchor: 'start' | 'end' } | undefined
    for (let away = 0; away <= 2 * style.mostRows && !found; away += 1) {
      for (const candidate of away === 0 ? [wanted] : [wanted - away, wanted + away]) {
        const span = spans.find((each) => (taken.get(candidate) ?? []).every((other) => apart(each, other)))
        if (!span) continue
        taken.set(candidate, [...(taken.get(candidate) ?? []), span])
        found = { row: candidate, anchor: span.anchor }
        break
      }
    }
    if (!found) return undefined
    row.set(entity.name, found.row)
    side.set(entity.name, found.anchor)
    least = Math.min(least, found.row)
    most = Math.max(most, found.row)
  }
  return { row, side, least, count: most - least + 1 }
}

/** What an entity with its words takes of a row, words right of it first, left of it where that is too wide. */
export function labelSpans(entity: HitEntity, x: number, style: Pick<Style, 'twoLines'>, width: number) {
  const words = labelWords(entity, style)
  const name = textWidth(words.name, 12.5)
  const detail = words.detail === undefined ? 0 : textWidth(words.detail, 11)
  const long = LABEL_GAP + BOW + Math.max(name, detail)
  const ring = entity.cause ? 24 : MARK
  const right = { anchor: 'start' as const, from: x - ring, to: x + Math.max(long, ring) + BOW }
  const left = { anchor: 'end' as const, from: x - Math.max(long, ring), to: x + ring + BOW }
  const fits = [right, left].filter((span) => span.to <= width && span.from >= 0)
  return fits.length > 0 ? fits : [right]
}

function labelWords(
  entity: HitEntity,
  style: Pick<Style, 'twoLines'>,
): { name: string; detail: string | undefined } {
  const name = cutText(entity.name, 12.5, LONGEST_LABEL)
  if (!style.twoLines) return { name, detail: undefined }
  const detail = entity.symptom ?? 'no alert of its own'
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
  const body = Math.max(rows.count * style.rowHeight + 20, 120)
  const bottom = TOP + body
  const middle = TOP + body / 2
  const pad = (body - rows.count * style.rowHeight) / 2
  const bent = (x: number, y: number) => x + BOW * (1 - ((y - middle) / (body / 2)) ** 2)
  const line = (x: number) =>
    `M${round(x)} ${TOP}Q${round(x + 2 * BOW)} ${round(middle)} ${round(x)} ${bottom}`
  const placed = hit.map((entity): PlacedEntity => {
    const y =
      TOP +
      pad +
      ((rows.row.get(entity.name) ?? 0) - rows.least + 0.5) * style.rowHeight -
      (style.twoLines ? 5 : 0)
    const x = bent(scale.x(entity.at), y)
    const anchor = rows.side.get(entity.name) ?? 'start'
    const gap = entity.cause ? LABEL_GAP + 12 : LABEL_GAP
    return {
      entity,
      x,
      y,
      anchor,
      labelX: anchor === 'start' ? x + gap : x - gap,
      ...labelWords(entity, style),
    }
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
