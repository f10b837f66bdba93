import { expect, test } from 'vitest'
import { ENTITY_RULES } from '../../../schema/entity-by.ts'
import { entityWords } from './entity-words.ts'

const entity = { type: 'service', name: 'checkout' }

test.each([
  [{ rule: 'exact' as const }, 'as topology names it'],
  [
    { rule: 'exact' as const, label: 'service', name: 'Checkout' },
    'from label service, which topology knows as Checkout too',
  ],
  [
    { rule: 'owner' as const, label: 'pod', name: 'checkout-7f9c-x2x8p' },
    'from label pod, by its owner: checkout-7f9c-x2x8p is named as what checkout makes',
  ],
  [{ rule: 'unknown' as const, label: 'host' }, 'from label host, topology does not know it'],
])('%j is told', (entityBy, words) => {
  expect(entityWords({ entity, entityBy })).toBe(words)
})

test('every rule has words of its own', () => {
  const rules = ENTITY_RULES.filter((rule) => rule !== 'none')
  const words = rules.map((rule) => entityWords({ entity, entityBy: { rule, name: 'x' } }))
  expect(new Set(words).size).toBe(rules.length)
  expect(words).not.toContain('')
})

test('an alert that names nothing says so, and one that nobody looked at says nothing', () => {
  expect(entityWords({ entityBy: { rule: 'none' } })).toBe('it names nothing that could be looked up')
  expect(entityWords({ entity })).toBeUndefined()
})
