/** The drum paper: where it lies (CSS pixels) and what its edges stand for. */
export interface Paper {
  left: number
  right: number
  top: number
  bottom: number
  /** Epoch milliseconds at the left and right edge. */
  from: number
  to: number
  /** Value at the top. */
  max: number
  /** How far a time line is bowed in the middle. */
  bow: number
}

/** A point on the paper. */
export interface Point {
  x: number
  y: number
}

/** A value at a time. */
export interface Sample {
  at: number
  value: number
}

const LEAST_MAX = 50
const HEADROOM = 1.7

/** Value at the top of the paper for a peak: 1.7 times it and at least 50, so that labels have room. */
export function paperMax(peak: number): number {
  return Math.max(LEAST_MAX, HEADROOM * peak)
}

/**
 * The top value to draw with, given the one drawn with so far: it stays until the pen would leave the paper, so
 * that the paper does not move under the eye.
 */
export function steadyMax(previous: number | undefined, peak: number): number {
  if (previous !== undefined && peak <= previous) return previous
  return paperMax(peak)
}

/** Height of a value: a square root, so that calm is readable and a storm stays on the paper. */
export function valueY(paper: Paper, value: number): number {
  const height = paper.bottom - paper.top
  return paper.bottom - height * Math.sqrt(Math.max(0, value) / paper.max)
}

/** Place of a time on the straight axis. */
export function timeX(paper: Paper, at: number): number {
  return paper.left + ((at - paper.from) / (paper.to - paper.from)) * (paper.right - paper.left)
}

/** Bends a straight place like the arc of a pen arm: nothing at the edges, `bow` in the middle. */
export function bend(paper: Paper, x: number, y: number): Point {
  const middle = (paper.top + paper.bottom) / 2
  const half = (paper.bottom - paper.top) / 2
  return { x: x + paper.bow * (1 - ((y - middle) / half) ** 2), y }
}

/** A value at a time, in the same bent coordinates as the time lines. */
export function plot(paper: Paper, sample: Sample): Point {
  return bend(paper, timeX(paper, sample.at), valueY(paper, sample.value))
}

/** Path of a bowed time line: a quadratic curve is exactly the parabola of `bend`. */
export function timeLine(paper: Paper, at: number): string {
  const x = timeX(paper, at)
  const middle = (paper.top + paper.bottom) / 2
  return `M${round(x)} ${paper.top}Q${round(x + 2 * paper.bow)} ${round(middle)} ${round(x)} ${paper.bottom}`
}

/** Path of a pen through points. */
export function penPath(points: readonly Point[]): string {
  return points
    .map((point, index) => `${index === 0 ? 'M' : 'L'}${round(point.x)} ${round(point.y)}`)
    .join('')
}

/** Path of the area between two pens. */
export function bandPath(upper: readonly Point[], lower: readonly Point[]): string {
  if (upper.length === 0 || lower.length === 0) return ''
  return `${penPath(upper)}${penPath([...lower].reverse()).replace('M', 'L')}Z`
}

/** At most `limit` samples: neighbours are put together and keep their maximum, so that no peak is lost. */
export function thin(samples: readonly Sample[], limit: number): Sample[] {
  if (samples.length <= limit) return [...samples]
  const per = Math.ceil(samples.length / limit)
  const kept: Sample[] = []
  for (let start = 0; start < samples.length; start += per) {
    const group = samples.slice(start, start + per)
    kept.push(group.reduce((best, sample) => (sample.value > best.value ? sample : best)))
  }
  return kept
}

const NICE = [0, 10, 50, 100, 200, 500, 1000, 2000, 5000]

/** Ticks of the value axis from 0 to the top, at least `gap` pixels apart; the higher of two too close stays. */
export function valueTicks(paper: Paper, gap: number): number[] {
  const ticks: number[] = []
  for (let scale = 1; scale * 10 <= paper.max || scale === 1; scale *= 1000) {
    for (const tick of NICE) {
      const value = tick * scale
      if (value <= paper.max && !ticks.includes(value)) ticks.push(value)
    }
  }
  ticks.sort((a, b) => b - a)
  const kept: number[] = []
  for (const tick of ticks) {
    const last = kept.at(-1)
    const clear = last === undefined || valueY(paper, tick) - valueY(paper, last) >= gap
    const clearOfZero = tick === 0 || paper.bottom - valueY(paper, tick) >= gap
    if (tick === 0 || (clear && clearOfZero)) kept.push(tick)
  }
  return kept
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const STEPS = [
  [MINUTE, 1],
  [2 * MINUTE, 2],
  [5 * MINUTE, 5],
  [10 * MINUTE, 2],
  [15 * MINUTE, 3],
  [30 * MINUTE, 3],
  [HOUR, 2],
  [2 * HOUR, 2],
  [3 * HOUR, 3],
  [6 * HOUR, 2],
  [12 * HOUR, 2],
  [24 * HOUR, 2],
  [48 * HOUR, 2],
  [168 * HOUR, 7],
] as const

/**
 * Times of labelled lines and of the fainter lines between them, on round times of the viewer's zone (`zoneOffset`
 * gives its milliseconds ahead of UTC), labels at least `gap` pixels apart.
 */
export function timeTicks(
  paper: Paper,
  gap: number,
  zoneOffset: (at: number) => number,
): { labelled: number[]; between: number[]; step: number } {
  const perPixel = (paper.to - paper.from) / Math.max(1, paper.right - paper.left)
  const [step, parts] = STEPS.find(([length]) => length / perPixel >= gap) ?? [336 * HOUR, 2]
  const labelled: number[] = []
  const between: number[] = []
  const zone = zoneOffset(paper.from)
  const part = step / parts
  const first = Math.ceil((paper.from + zone) / part)
  for (let index = first; index * part - zone <= paper.to; index += 1) {
    const at = index * part - zone
    if (index % parts === 0) labelled.push(at)
    else between.push(at)
  }
  return { labelled, between, step }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
