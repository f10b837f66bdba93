import { createHash, timingSafeEqual } from 'node:crypto'

/** Compares in a time that does not depend on where they differ. */
export function sameToken(given: string | undefined, wanted: string): boolean {
  return given !== undefined && timingSafeEqual(digest(given), digest(wanted))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
