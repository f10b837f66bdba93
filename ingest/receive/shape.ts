import type { FieldError } from '../sources/source.ts'
import { wellFormed } from '../sources/text.ts'

/**
 * The first thing in a parsed JSON value that no record may contain: objects and arrays nested deeper than
 * `maxNesting`, a key `__proto__`, or text with half a character (a lone surrogate), which cannot be stored.
 * Undefined when there is none. `isPlain` says that the value was parsed from plain text (isPlainText), and saves
 * looking for the last two.
 */
export function shapeError(value: unknown, maxNesting: number, isPlain: boolean): FieldError | undefined {
  if (isPlain && !isDeeper(value, maxNesting)) return undefined
  const fault = visit(value, maxNesting)
  return fault && { path: fault.path.reverse().join('.'), message: fault.message }
}

/**
 * Whether JSON text that was read from UTF-8 has neither half a character nor a key `__proto__`: the first takes an
 * escape, the second an escape or the key as it is.
 */
export function isPlainText(json: string): boolean {
  return !json.includes('\\u') && !json.includes('__proto__')
}

/** Deeper values could overflow the stack of what walks over them; `limits.nesting` stays below. */
const DEEPEST = 200

/** Whether a parsed JSON value is nested deeper than any setting allows. */
export function isBottomless(value: unknown): boolean {
  return isDeeper(value, DEEPEST)
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) return value.some((member) => isDeeper(member, levels - 1))
  const members = value as Record<string, unknown>
  for (const name in members) {
    const member = members[name]
    if (typeof member === 'object' && isDeeper(member, levels - 1)) return true
  }
  return false
}

/** A fault and the keys to it, innermost first. */
interface Fault {
  path: string[]
  message: string
}

const LONE_SURROGATE = /\p{Surrogate}/u

function visit(value: unknown, nesting: number): Fault | undefined {
  if (typeof value === 'string') {
    return LONE_SURROGATE.test(value) ? { path: [], message: 'contains half a character' } : undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (nesting === 0) return { path: [], message: 'nested too deeply (setting limits.nesting)' }
  for (const [key, member] of Object.entries(value)) {
    const fault = keyFault(key) ?? visit(member, nesting - 1)
    if (fault) {
      fault.path.push(wellFormed(key))
      return fault
    }
  }
  return undefined
}

function keyFault(key: string): Fault | undefined {
  if (key === '__proto__') return { path: [], message: 'is not allowed as a name' }
  return LONE_SURROGATE.test(key) ? { path: [], message: 'the name contains half a character' } : undefined
}
