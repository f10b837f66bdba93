import fc from 'fast-check'
import { expect, test } from 'vitest'
import { heldOrder, settledOrder, waitingWords, withSuccessors } from './settled-order.ts'

const ids = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { maxLength: 10 })

test('what is read stays where it is, what is new waits', () => {
  expect(heldOrder(['a', 'b'], ['n', 'a', 'b'])).toEqual({
    ids: ['a', 'b'],
    added: ['n'],
    moved: false,
    gone: [],
  })
  expect(heldOrder(['a', 'b'], ['b', 'a'])).toEqual({ ids: ['a', 'b'], added: [], moved: true, gone: [] })
  expect(heldOrder(['a', 'b', 'c'], ['a', 'c'])).toEqual({
    ids: ['a', 'b', 'c'],
    added: [],
    moved: false,
    gone: ['b'],
  })
})

test('no row ever moves up or down, whatever is no longer due', () => {
  fc.assert(
    fc.property(ids, ids, (shown, due) => {
      const order = heldOrder(shown, due)
      expect(order.ids).toEqual(shown)
      expect(order.gone).toEqual(shown.filter((id) => !due.includes(id)))
      expect(order.ids.length - order.gone.length + order.added.length).toBe(due.length)
    }),
  )
})

test('what is new comes in by itself only below what is in sight, or where nobody looks', () => {
  expect(settledOrder(['a', 'b'], ['n', 'a', 'b', 'm'], 'idle', 2)).toEqual(['a', 'b', 'm'])
  expect(settledOrder(['a', 'b'], ['n', 'a', 'b', 'm'], 'idle', Number.POSITIVE_INFINITY)).toEqual(['a', 'b'])
  expect(settledOrder(['a', 'b'], ['n', 'b', 'a'], 'busy', 0)).toEqual(['a', 'b'])
  expect(settledOrder(['a', 'b'], ['b'], 'busy', 0)).toEqual(['a', 'b'])
  expect(settledOrder(['a', 'b'], ['b'], 'idle', 2)).toEqual(['b'])
  expect(settledOrder(['a', 'b'], ['n', 'b', 'a'], 'absent', 2)).toEqual(['n', 'b', 'a'])
})

test('an idle reader sees the rank settle, and nothing new above the last row in sight', () => {
  fc.assert(
    fc.property(ids, ids, fc.nat(10), (shown, due, inSight) => {
      const settled = settledOrder(shown, due, 'idle', inSight)
      const ranked = due.filter((id) => shown.includes(id))
      expect(settled.slice(0, inSight)).toEqual(
        ranked.length >= inSight ? ranked.slice(0, inSight) : settled.slice(0, inSight),
      )
      expect(settled.filter((id) => shown.includes(id))).toEqual(ranked)
      if (ranked.length < inSight) expect(settled).toEqual(ranked)
    }),
  )
})

test('what became part of an incident gives its place to it, unless that is shown already', () => {
  const into = new Map([
    ['a', 'x'],
    ['x', 'y'],
    ['b', 'c'],
    ['l', 'm'],
    ['m', 'l'],
  ])
  expect(withSuccessors(['a', 'b', 'c'], ['c', 'y', 'n'], into)).toEqual(['y', 'b', 'c'])
  expect(withSuccessors(['l', 'b'], ['y'], into)).toEqual(['l', 'b'])
})

test('what waits is said, with how bad it is', () => {
  expect(waitingWords({ added: ['a', 'b'], moved: true, gone: ['c'] }, 'critical')).toBe(
    '2 new, worst critical, 1 no longer open, order changed',
  )
  expect(waitingWords({ added: [], moved: true, gone: [] }, undefined)).toBe('Order changed')
  expect(waitingWords({ added: ['a'], moved: false, gone: [] }, 'warning')).toBe('1 new, warning')
})
