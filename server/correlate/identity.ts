import { hash } from 'node:crypto'

const CROCKFORD = Buffer.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ')

/** `length` characters (5 bits each, at most 32) after a prefix that follow from the parts alone: the same parts, the same id. */
function contentId(prefix: string, length: number, parts: (string | number)[]): string {
  const digest = hash('sha256', parts.join('\u0000'), 'binary')
  const id = Buffer.from(prefix.padEnd(prefix.length + length))
  for (let i = 0; i < length; i++) id[prefix.length + i] = CROCKFORD[digest.charCodeAt(i) & 31] ?? 0
  // One flat text: made of pieces it would stay a chain of them in memory.
  return id.toString('latin1')
}

/** Id of the alert of a fingerprint that began at `start` (epoch milliseconds). */
export function alertId(scope: string, fingerprint: string, start: number): string {
  return contentId('AL-', 16, [scope, fingerprint, start])
}

/** Id of the incident whose first alert this is. */
export function incidentId(scope: string, firstAlert: string): string {
  return contentId('INC-', 10, [scope, firstAlert])
}

/** Id of what a command taught about something. */
export function lessonId(scope: string, command: string, about: string): string {
  return contentId('LE-', 12, [scope, command, about])
}

/** 53-bit hash of a text, for sets of things seen. */
export function hashText(text: string): number {
  return Number.parseInt(hash('sha1', text).slice(0, 13), 16)
}

/**
 * 53-bit hash of a text that was not chosen by anyone, to see whether something changed; many times faster than
 * hashText. Source: cyrb53 by bryc, in the public domain.
 */
export function hashQuickly(text: string): number {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return 4294967296 * (2097151 & b) + (a >>> 0)
}

/** Order of alerts that does not depend on how they arrived: by start, then by id. */
export function compareAlerts(a: { start: number; id: string }, b: { start: number; id: string }): number {
  return a.start - b.start || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
