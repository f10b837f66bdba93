import { createRandom } from '../../../../ingest/demo/random.ts'

const RESAMPLES = 2000

/**
 * The interval in which the mean of these numbers lies with a probability of 90 %, by drawing as many of them again
 * and again; undefined without numbers. Source: Efron, Bootstrap methods, 1979 (percentiles).
 */
export function bootstrapInterval(
  numbers: readonly number[],
  seed: string,
): { low: number; high: number } | undefined {
  if (numbers.length === 0) return undefined
  const random = createRandom(`bootstrap/${seed}`)
  const means = Array.from({ length: RESAMPLES }, () => meanOf(numbers.map(() => random.pick(numbers))))
  means.sort((a, b) => a - b)
  const at = (share: number) => means[Math.min(RESAMPLES - 1, Math.floor(share * RESAMPLES))] ?? Number.NaN
  return { low: at(0.05), high: at(0.95) }
}

/** The mean; NaN of none. */
export function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length
}
