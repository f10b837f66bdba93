import { axisCount } from '../../format/count.ts'
import type { Step } from './steps.ts'

const HEIGHT = 310
const TOP = 38
const BOTTOM = 262
const LEFT = 46
const RIGHT = 8
/** Where a zero lies below 1, in decades. */
const ZERO = -0.4
const WIDE = 2.5
const SMALL = 1
/** Height of a big number with its word. */
const NUMBER = 44
const WORDS = 34

interface Line {
  x1: number
  x2: number
  y: number
}

/** A level, with where its number stands if it has one. */
export interface Level extends Line {
  number?: { value: number; word: string; x: number; y: number }
}

/** What took away, with the edge that it stands at. */
export interface Cut {
  step: Extract<Step, { kind: 'cut' }>
  x: number
  y1: number
  y2: number
  label: { x: number; y: number; anchor: 'start' | 'end' }
}

/** The fall from events to pages on paper of a width (px); height is the logarithm of the count. */
export function fallLayout(
  steps: readonly Step[],
  width: number,
): { height: number; ticks: { y: number; label: string | undefined }[]; levels: Level[]; cuts: Cut[] } {
  const values = reached(steps)
  const y = scale(values)
  const columns = steps.filter((step) => step.kind === 'level' || step.small)
  const unit =
    (width - LEFT - RIGHT) / columns.reduce((sum, step) => sum + (step.kind === 'level' ? WIDE : SMALL), 0)
  const levels: Level[] = []
  const cuts: Cut[] = []
  let x = LEFT
  let before: number | undefined
  let waiting: Extract<Step, { kind: 'cut' }> | undefined
  steps.forEach((step, index) => {
    const at = y(values[index] ?? 0)
    if (step.kind === 'cut' && !step.small) {
      waiting = step
      return
    }
    const x2 = x + (step.kind === 'level' ? WIDE : SMALL) * unit
    if (step.kind === 'cut') {
      cuts.push({
        step,
        x,
        y1: (before ?? at) - WORDS,
        y2: at,
        label: { x: x + 5, y: (before ?? at) - WORDS + 8, anchor: 'start' },
      })
      levels.push({ x1: x, x2, y: at })
    } else {
      const isLast = index === steps.length - 1
      const room = at - (before ?? at)
      // A number stands below its line, or above it where the fall leaves room for it and for what took away.
      const above = before !== undefined && room > NUMBER + WORDS + 8
      levels.push({
        x1: x,
        x2,
        y: at,
        number: { value: step.value, word: step.word, x: x + 10, y: above ? at - 24 : at + 24 },
      })
      if (waiting) {
        const belowLast = isLast && !above && at + NUMBER + WORDS + 2 <= HEIGHT
        cuts.push({
          step: waiting,
          x,
          y1: before ?? at,
          y2: at,
          label: isLast
            ? {
                x: x2,
                y: above ? at + 18 : belowLast ? at + NUMBER + 16 : Math.min(at, before ?? at) - 26,
                anchor: 'end',
              }
            : {
                x: x + 10,
                y: above || room > WORDS ? (before ?? at) + 14 : Math.min(at, before ?? at) - 20,
                anchor: 'start',
              },
        })
        waiting = undefined
      }
    }
    x = x2
    before = at
  })
  return { height: HEIGHT, ticks: ticks(values, y), levels, cuts }
}

/** The count after each step. */
function reached(steps: readonly Step[]): number[] {
  let at = 0
  return steps.map((step) => {
    at = step.kind === 'level' ? step.value : Math.max(0, at + step.sign * step.value)
    return at
  })
}

function decades(value: number): number {
  return value < 1 ? ZERO : Math.log10(value)
}

function ends(values: readonly number[]): { low: number; high: number } {
  const most = Math.max(...values)
  const power = 10 ** Math.floor(Math.max(0, decades(most)))
  // The paper ends at 1, 2 or 5 times a power of ten.
  const high = Math.max(1, Math.log10(([1, 2, 5].find((factor) => most <= factor * power) ?? 10) * power))
  const least = decades(Math.min(...values))
  return { low: least < 0 ? ZERO : Math.max(0, Math.ceil(least) - 1), high }
}

function scale(values: readonly number[]): (value: number) => number {
  const { low, high } = ends(values)
  return (value) => BOTTOM - ((decades(value) - low) / (high - low)) * (BOTTOM - TOP)
}

function ticks(values: readonly number[], y: (value: number) => number) {
  const { low, high } = ends(values)
  const found: { y: number; label: string | undefined }[] = low < 0 ? [{ y: y(0), label: '0' }] : []
  for (let decade = Math.max(0, Math.ceil(low)); decade <= high; decade++) {
    found.push({ y: y(10 ** decade), label: axisCount(10 ** decade) })
    for (const part of [2, 5])
      if (decade + Math.log10(part) <= high) found.push({ y: y(part * 10 ** decade), label: undefined })
  }
  return found
}
