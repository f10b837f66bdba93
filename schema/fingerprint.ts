const SEPARATOR = 0xff
const PRIME_LOW = 0x1b3
const MOST_SORTED_BY_HAND = 24
const encoder = new TextEncoder()
const NOT_ASCII = /[^\0-\x7f]/

/**
 * The Alertmanager label fingerprint: FNV-1a 64 over the sorted label names and values, each followed by the
 * byte 0xff, as 16 hex digits. Empty values count as absent, as in Prometheus.
 * Source: prometheus/common, model/labelset (LabelSet.Fingerprint).
 */
export function labelFingerprint(labels: Record<string, string>): string {
  // The state in two 32-bit halves: BigInt would be ten times slower on this hot path.
  let high = 0xcbf29ce4 | 0
  let low = 0x84222325 | 0
  for (const text of sortedPairs(labels)) {
    const bytes = NOT_ASCII.test(text) ? encoder.encode(text) : undefined
    const length = bytes ? bytes.length : text.length
    for (let at = 0; at <= length; at++) {
      const byte = at === length ? SEPARATOR : bytes ? (bytes[at] ?? 0) : text.charCodeAt(at)
      // Times the 64-bit prime 0x100000001b3, which is 2^40 + 0x1b3, in 32-bit arithmetic.
      const mixed = low ^ byte
      const lower = (mixed & 0xffff) * PRIME_LOW
      const upper = (mixed >>> 16) * PRIME_LOW + (lower >>> 16)
      high = (Math.imul(high, PRIME_LOW) + (upper >>> 16) + (mixed << 8)) | 0
      low = (upper << 16) | (lower & 0xffff)
    }
  }
  return hex(high) + hex(low)
}

/** Name, value, name, value, ... of the labels that have a value, by name. */
function sortedPairs(labels: Record<string, string>): string[] {
  const pairs: string[] = []
  for (const name of sortedNames(labels)) {
    const value = labels[name]
    if (value) pairs.push(name, value)
  }
  return pairs
}

/** Senders mostly sort the names already; then this only looks at them. */
function sortedNames(labels: Record<string, string>): string[] {
  const names = Object.keys(labels)
  if (names.length > MOST_SORTED_BY_HAND) return names.sort()
  for (let index = 1; index < names.length; index++) {
    const name = names[index] ?? ''
    let at = index
    for (; at > 0 && (names[at - 1] ?? '') > name; at--) names[at] = names[at - 1] ?? ''
    names[at] = name
  }
  return names
}

function hex(half: number): string {
  return (half >>> 0).toString(16).padStart(8, '0')
}
