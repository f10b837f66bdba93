import { expect, test } from 'vitest'
import { actionWords, doneBySomeone } from './actions.ts'

const person = { kind: 'person', name: 'Mara' }
const barograph = { kind: 'system', name: 'barograph' }

test('what was done is a sentence, and so is that nobody did anything', () => {
  expect(actionWords({ by: person, kind: 'acknowledge' })).toBe('Mara acknowledged it')
  expect(actionWords({ by: person, kind: 'assign', text: 'Ola' })).toBe('Mara assigned it to Ola')
  expect(actionWords({ by: barograph, kind: 'unowned' })).toBe('Reminded: nobody on it')
})

test('what Barograph notes itself is nobody acting', () => {
  expect(doneBySomeone([{ by: person }, { by: barograph }])).toEqual([{ by: person }])
})
