import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileMatchers } from '../../schema/matcher.ts'
import { indexMatchers } from './matcher-index.ts'

const name = fc.constantFrom('service', 'team', 'severity', '__proto__')
const value = fc.constantFrom('', 'a', 'b', 'c')
const matcher = fc.record({ name, value, isRegex: fc.boolean(), isEqual: fc.boolean() })

test('finds what trying all of them would find, in the order given', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(matcher, { maxLength: 3 }), { maxLength: 20 }),
      fc.dictionary(name, value),
      (things, labels) => {
        const index = indexMatchers(things.entries(), ([, matchers]) => matchers)
        const tried = [...things.entries()].filter(([, matchers]) => compileMatchers(matchers)(labels))
        expect(index.find(labels)).toEqual(tried)
      },
    ),
  )
})
