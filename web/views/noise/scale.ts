const SHARES = [0.02, 0.05, 0.1, 0.2, 0.5, 1]

/** A round share (0 to 1) to end an axis at that holds `share`. */
export function niceShare(share: number): number {
  return SHARES.find((end) => share <= end) ?? 1
}

/** A round count to end an axis at that holds `value`: 1, 2 or 5 times a power of ten, at least 5. */
export function niceCount(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)))
  const end = [1, 2, 5, 10].find((factor) => value <= factor * power) ?? 10
  return Math.max(5, end * power)
}
