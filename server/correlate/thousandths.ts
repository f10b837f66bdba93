/** A number rounded to thousandths, so that it reads and compares the same everywhere. */
export function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000
}
