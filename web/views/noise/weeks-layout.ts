import type { NoiseWeeks } from '../../../schema/api/views.ts'
import { niceCount, niceShare } from './scale.ts'

const HEIGHT = 216
const LEFT = 40
const RIGHT = 56
const PAGES = { top: 18, bottom: 116 }
const RATES = { top: 144, bottom: 184 }

/** Pages a week, and below them the share of false merges with its interval, on paper of a width (px). */
export function weeksLayout(weeks: NoiseWeeks['weeks'], width: number) {
  const most = niceCount(Math.max(0, ...weeks.map(({ notifications }) => notifications)))
  const highest = niceShare(
    Math.max(0, ...weeks.map(({ falseMerges }) => (falseMerges.of > 0 ? falseMerges.high : 0))),
  )
  const step = weeks.length > 1 ? (width - LEFT - RIGHT - 12) / (weeks.length - 1) : 0
  const points = weeks.map((week, index) => {
    const x = LEFT + 6 + index * step
    const { of, share, low, high } = week.falseMerges
    return {
      week,
      x,
      y: between(PAGES, week.notifications / most),
      rate:
        of > 0
          ? {
              y: between(RATES, share / highest),
              low: between(RATES, low / highest),
              high: between(RATES, high / highest),
            }
          : undefined,
    }
  })
  return {
    height: HEIGHT,
    right: width - RIGHT + 6,
    left: LEFT,
    most,
    highest,
    points,
    pages: [0, 0.5, 1].map((part) => ({ value: part * most, y: between(PAGES, part) })),
    rates: [0, 1].map((part) => ({ value: part * highest, y: between(RATES, part) })),
    line: points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(''),
  }
}

function between({ top, bottom }: { top: number; bottom: number }, part: number): number {
  return bottom - part * (bottom - top)
}
