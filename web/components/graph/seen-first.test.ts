import { expect, test } from 'vitest'
import { seenFirst } from './seen-first.ts'

const mark = (key: string, centre = false) => ({ key, title: key, type: 'service', centre })
const marks = [mark('a'), mark('middle', true), mark('b'), mark('far')]
const places = {
  a: { x: 0, y: 0 },
  middle: { x: 200, y: 100 },
  b: { x: 400, y: 200 },
  far: { x: 400, y: 2000 },
}

test('what fits is all seen first', () => {
  const first = ['a', 'middle', 'b']
  expect(seenFirst({ marks, first }, places, { width: 800, height: 500 })).toEqual(first)
})

test('of what does not fit, what stands around the mark that it is about', () => {
  const first = ['a', 'middle', 'b', 'far']
  expect(seenFirst({ marks, first }, places, { width: 800, height: 500 })).toEqual(['middle', 'a', 'b'])
  expect(seenFirst({ marks, first }, places, { width: 100, height: 50 })).toEqual(['middle'])
})

test('a drawing that is about no single mark begins with what it was told to', () => {
  expect(seenFirst({ marks: [mark('far')], first: ['far'] }, places, { width: 1, height: 1 })).toEqual([
    'far',
  ])
})
