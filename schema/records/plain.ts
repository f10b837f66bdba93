/**
 * Checks that cost a tenth of a schema's, for what nearly everything that comes looks like. They say yes only where
 * the schema beside them says yes and changes nothing; what they say no to may be valid all the same, and is left to
 * the schema, which has the words for what is wrong.
 */

/** Whether a value is an object as JSON brings it: no list, and of no class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** Whether a value is a text of `min` to `max` UTF-16 units. */
export function isText(value: unknown, min: number, max: number): value is string {
  return typeof value === 'string' && value.length >= min && value.length <= max
}

/** Whether a value is absent, or a text of `min` to `max` UTF-16 units. */
export function isOptionalText(value: unknown, min = 0, max = Number.POSITIVE_INFINITY): boolean {
  return value === undefined || isText(value, min, max)
}

/** Whether a parsed JSON value is an object of texts. */
export function isTextMap(value: unknown): value is Record<string, string> {
  if (!isPlainObject(value)) return false
  for (const name in value) {
    if (typeof value[name] !== 'string' || name === '__proto__') return false
  }
  return true
}

/** Whether a parsed JSON value is absent, or an object of exactly a type and a name as entities have them. */
export function isOptionalEntity(value: unknown): boolean {
  if (value === undefined) return true
  return (
    isPlainObject(value) && isText(value['type'], 1, 64) && isText(value['name'], 1, 512) && size(value) === 2
  )
}

/** How many members a parsed JSON object has. */
export function size(value: object): number {
  let members = 0
  for (const _ in value) members++
  return members
}
