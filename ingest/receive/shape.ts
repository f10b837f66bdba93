import type { FieldError } from '../sources/source.ts'
import { wellFormed } from '../sources/text.ts'

/**
 * The first thing in a parsed JSON value that no record may contain: objects and arrays nested deeper than
 * `maxNesting`, a key `__proto__`, or text with half a character (a lone surrogate), which cannot be stored.
 * Undefined when there is none.
 */
export function shapeError(value: unknown, maxNesting: number): FieldError | undefined {
  const fault = visit(value, maxNesting)
  return fault && { path: fault.path.reverse().join('.'), message: fault.message }
}

/** Deeper values could overflow the stack of what walks over them; `limits.nesting` stays below. */
const DEEPEST = 200

/** Whether a parsed JSON value is nested deeper than any setting allows. */
export function isBottomless(value: unknown, levels = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((member) => isBottomless(member, levels - 1))
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
