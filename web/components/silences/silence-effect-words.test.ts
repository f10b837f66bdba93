import { expect, test } from 'vitest'
import type { PastEffect } from '../../../schema/api/views.ts'
import { hiddenWords, sparedWords } from './silence-effect-words.ts'

function effect(before: number, after: number, hidden = 0, events = 100): PastEffect {
  const figures = (notifications: number) => ({ incidents: 9, notifications, alerts: 90, heldBack: {} })
  const none = { count: 0, items: [] }
  return {
    replayed: { from: '', to: '', events, changes: 0, cut: false },
    before: figures(before),
    after: figures(after),
    merged: { ...none, incidents: 0 },
    split: { ...none, incidents: 0 },
    added: none,
    gone: none,
    hidden: { count: hidden, items: [] },
  }
}

test.each([
  [effect(1030, 816), 'Over the last day it would have held back 214 of 1,030 notifications.'],
  [effect(1, 1), 'Over the last day it would have held back none of 1 notification.'],
  [effect(10, 12), 'Over the last day there would have been 2 notifications more than 10.'],
  [effect(0, 0), 'Over the last day nobody was told of anything.'],
  [effect(0, 0, 0, 0), 'Nothing arrived in the last day, so there is nothing to try it on.'],
])('what it would have spared people is a sentence', (found, words) => {
  expect(sparedWords(found)).toBe(words)
})

test('and so is what would have been hidden', () => {
  expect(hiddenWords(effect(9, 9))).toBe('No incident would have been hidden wholly.')
  expect(hiddenWords(effect(9, 8, 1))).toBe(
    '1 incident would have been hidden wholly: nobody would have been told of it.',
  )
  expect(hiddenWords(effect(9, 7, 2))).toContain('told of them')
})
