import type { ErrorRate } from '../../schema/api/noise.ts'

/** The 97.5 % point of the normal distribution. */
const Z = 1.959964

/**
 * `count` of `of` (whole numbers, at least 0) as a share with its 95 % interval by Wilson's score (Wilson 1927),
 * which stays within 0 and 1 and is right for few. More than `of` counts as all; of none, nothing is known: 0 to 1.
 */
export function errorRate(count: number, of: number): ErrorRate {
  if (of <= 0) return { count, of, share: 0, low: 0, high: 1 }
  const share = Math.min(1, count / of)
  const z2 = Z * Z
  const middle = share + z2 / (2 * of)
  const spread = Z * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of))
  const low = Math.min(share, (middle - spread) / (1 + z2 / of))
  const high = Math.max(share, (middle + spread) / (1 + z2 / of))
  return { count, of, share, low: Math.max(0, low), high: Math.min(1, high) }
}
