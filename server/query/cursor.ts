import { z } from 'zod'

/** A cursor that this API never gave out. */
export class CursorError extends Error {
  override readonly name = 'CursorError'
}

/** The time in a sort key, epoch milliseconds that DateTime64 can hold (1900 to 2299). */
export const cursorTime = z
  .number()
  .int()
  .min(Date.UTC(1900, 0, 1))
  .max(Date.UTC(2299, 0, 1))

/** The place after an item in a list, as opaque text. */
export function writeCursor(key: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** The sort key in a cursor, checked. Throws CursorError. */
export function readCursor<T>(cursor: string, key: z.ZodType<T>): T {
  try {
    return key.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw new CursorError('the cursor is not one that this list gave out')
  }
}
