import { expect, test } from 'vitest'
import { isForOthers, pressName } from './keys.ts'

const press = {
  key: 'a',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  defaultPrevented: false,
  target: null,
}

// The fields that take keys themselves need a document; the browser test presses keys in them.
globalThis.Element ??= class {} as typeof Element

test('a key with a modifier belongs to the browser', () => {
  expect(isForOthers(press)).toBe(false)
  expect(isForOthers({ ...press, ctrlKey: true })).toBe(true)
  expect(isForOthers({ ...press, metaKey: true })).toBe(true)
  expect(isForOthers({ ...press, altKey: true })).toBe(true)
  expect(isForOthers({ ...press, defaultPrevented: true })).toBe(true)
})

test('a sequence counts when its second key comes in time', () => {
  const keys = { 'g n': () => undefined, n: () => undefined }
  expect(pressName(keys, { key: 'g', at: 1000 }, 'n', 1800)).toBe('g n')
  expect(pressName(keys, { key: 'g', at: 1000 }, 'n', 2600)).toBe('n')
  expect(pressName(keys, { key: 'x', at: 1000 }, 'n', 1100)).toBe('n')
  expect(pressName(keys, undefined, 'n', 1100)).toBe('n')
})

test('the second key of a sequence that others know is not taken for a key alone', () => {
  const keys = { z: () => undefined }
  expect(pressName(keys, { key: 'g', at: 1000 }, 'z', 1100)).toBe('g z')
  expect(pressName(keys, { key: 'g', at: 1000 }, 'z', 2600)).toBe('z')
})
