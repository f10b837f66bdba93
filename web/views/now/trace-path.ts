/**
 * Path of a small trace: a point in the middle of each part, its height the square root of its share of `most`, as on
 * the paper. Empty without points.
 */
export function tracePath(values: readonly number[], most: number, width: number, height: number): string {
  const step = width / values.length
  return values
    .map((value, index) => {
      const y = 1 + height * (1 - Math.sqrt(Math.min(1, Math.max(0, value) / most)))
      return `${index === 0 ? 'M' : 'L'}${round((index + 0.5) * step)} ${round(y)}`
    })
    .join('')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
