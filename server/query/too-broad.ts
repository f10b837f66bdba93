/** The part of all that fires from which on what holds it back is called too broad. */
const HALF = 0.5

/** Words that warn when `held` of `firing` alerts are more than half of them, as "60 of 100 firing alerts ..."; else undefined. */
export function tooBroad(held: number, firing: number): string | undefined {
  if (held <= firing * HALF) return undefined
  const share = Math.round((held / firing) * 100)
  return `${held} of ${firing} firing alerts (${share} %), more than half`
}
