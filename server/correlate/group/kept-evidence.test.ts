import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Evidence, evidence } from './evidence.ts'
import { firstEvidence, keepEvidence, readEvidence } from './kept-evidence.ts'

const piece: fc.Arbitrary<Evidence> = fc
  .record({
    kind: fc.constantFrom('same_entity' as const, 'depends_on' as const, 'same_label' as const),
    weight: fc.double({ min: 0, max: 1, noNaN: true }),
    about: fc.string(),
    count: fc.nat(),
    via: fc.string(),
    text: fc.option(fc.string(), { nil: undefined }),
  })
  .map(({ kind, weight, about, count, via, text }) =>
    text === undefined ? evidence(kind, weight, about, count, via) : { ...evidence(kind, weight), text },
  )

test('evidence is read as it was kept', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), (found) => {
      const kept = keepEvidence(found)
      expect(readEvidence(kept)).toEqual(found)
      expect(firstEvidence(kept)).toEqual(found[0])
    }),
  )
})
