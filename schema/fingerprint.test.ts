import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelFingerprint } from './fingerprint.ts'

/** FNV-1a 64 as it is defined, with BigInt. */
function byDefinition(labels: Record<string, string>): string {
  let hash = 0xcbf29ce484222325n
  const mix = (bytes: Iterable<number>) => {
    for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  }
  for (const name of Object.keys(labels).sort()) {
    const value = labels[name]
    if (!value) continue
    mix([...Buffer.from(name), 0xff, ...Buffer.from(value), 0xff])
  }
  return hash.toString(16).padStart(16, '0')
}

describe('labelFingerprint', () => {
  it('is FNV-1a 64 over the sorted labels', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom('a', 'b', '_', '0'), fc.string({ unit: 'grapheme' })),
    })
    const labels = fc.dictionary(text, text, { maxKeys: 40 })
    fc.assert(
      fc.property(labels, (given) => {
        expect(labelFingerprint(given)).toBe(byDefinition(given))
      }),
      {
        numRuns: 500,
      },
    )
  })

  it('does not depend on the order of the labels, nor on empty ones', () => {
    const one = labelFingerprint({ alertname: 'Down', instance: 'a', job: 'node' })
    expect(labelFingerprint({ job: 'node', empty: '', instance: 'a', alertname: 'Down' })).toBe(one)
    expect(labelFingerprint({})).toBe('cbf29ce484222325')
  })
})
