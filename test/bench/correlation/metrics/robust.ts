/** What is normal of a metric. */
export interface Normal {
  median: number
  /** Estimates the standard deviation of normal values. */
  spread: number
}

/** Turns the median of the distances from the median into a standard deviation, if values are normally distributed. */
const MAD_TO_SIGMA = 1.4826
/** Of the median: what alters by less is steady, however little it altered before. */
const LEAST_SHARE = 0.01
/** Fewer values do not tell what is normal. */
const LEAST_VALUES = 20

/**
 * What is normal by values of a time when all was well; numbers that are missing are NaN. Undefined where there are
 * too few. Source of median and MAD as location and scale: Hampel, The influence curve, 1974.
 */
export function normalOf(values: readonly number[]): Normal | undefined {
  const known = values.filter((value) => !Number.isNaN(value))
  if (known.length < LEAST_VALUES) return undefined
  const median = medianOf(known)
  const deviation = MAD_TO_SIGMA * medianOf(known.map((value) => Math.abs(value - median)))
  return { median, spread: Math.max(deviation, LEAST_SHARE * Math.abs(median), Number.EPSILON) }
}

/** By how many standard deviations a value is above (or, negative, below) what is normal; 0 of a missing one. */
export function deviationOf(value: number, { median, spread }: Normal): number {
  return Number.isNaN(value) ? 0 : (value - median) / spread
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const at = (index: number) => sorted[index] ?? Number.NaN
  return Number.isInteger(middle) ? (at(middle - 1) + at(middle)) / 2 : at(Math.floor(middle))
}
