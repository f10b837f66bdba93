import { expect, test } from 'vitest'
import type { SettingsPreview } from '../../../schema/api/views.ts'
import { effectWords, pagesWords } from './effect-words.ts'

const none = { count: 0, items: [] }
function effect(before: number, after: number, more: Partial<SettingsPreview> = {}): SettingsPreview {
  const figures = (incidents: number) => ({ incidents, notifications: incidents, alerts: 90, heldBack: {} })
  return {
    changes: [],
    ignored: [],
    replayed: { from: '', to: '', events: 100, changes: 0, cut: false },
    before: figures(before),
    after: figures(after),
    merged: { ...none, incidents: 0 },
    split: { ...none, incidents: 0 },
    added: none,
    gone: none,
    hidden: none,
    ...more,
  }
}

test.each([
  [effect(57, 57), 'It would have made the same 57 incidents.'],
  [
    effect(57, 55, { merged: { count: 1, incidents: 3, items: [] } }),
    'It would have made 55 incidents instead of 57; 3 would have merged into 1.',
  ],
  [
    effect(2, 1, { gone: { count: 1, items: [] } }),
    'It would have made 1 incident instead of 2; 1 would not have been.',
  ],
  [
    effect(5, 5, { gone: { count: 1, items: [] }, added: { count: 1, items: [] } }),
    'It would have made 5 incidents, as many as now; 1 would not have been, 1 would have been new.',
  ],
])('an effect is a sentence', (found, words) => {
  expect(effectWords(found)).toBe(words)
})

test('where nothing arrived, nothing is promised', () => {
  const found = effect(0, 0, { replayed: { from: '', to: '', events: 0, changes: 0, cut: false } })
  expect(effectWords(found)).toContain('nothing to try it on')
  expect(pagesWords(found)).toBe('')
})

test('who is woken is said apart', () => {
  expect(pagesWords(effect(44, 31))).toBe('31 notifications instead of 44.')
  expect(pagesWords(effect(1, 1))).toBe('1 notification, as many as now.')
})
