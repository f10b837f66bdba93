import fc from 'fast-check'
import { expect, test } from 'vitest'
import { heldOrder, waitingWords } from './settled-order.ts'

test('what is read stays where it is, what is new waits', () => {
  expect(heldOrder(['a', 'b'], ['n', 'a', 'b'])).toEqual({ ids: ['a', 'b'], added: 1, moved: false })
  expect(heldOrder(['a', 'b'], ['b', 'a'])).toEqual({ ids: ['a', 'b'], added: 0, moved: true })
  expect(heldOrder(['a', 'b', 'c'], ['a', 'c'])).toEqual({ ids: ['a', 'c'], added: 0, moved: false })
})

test('no row ever moves up or down among those that stay', () => {
  const ids = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { maxLength: 10 })
  fc.assert(
    fc.property(ids, ids, (shown, due) => {
      const order = heldOrder(shown, due)
      expect(order.ids).toEqual(shown.filter((id) => due.includes(id)))
      expect(order.ids.length + order.added).toBe(due.length)
    }),
  )
})

test('what waits is said', () => {
  expect(waitingWords({ ids: [], added: 2, moved: true })).toBe('2 new, order changed')
  expect(waitingWords({ ids: [], added: 0, moved: true })).toBe('Order changed')
  expect(waitingWords({ ids: [], added: 1, moved: false })).toBe('1 new')
})
