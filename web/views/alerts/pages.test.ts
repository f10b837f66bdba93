import { expect, test } from 'vitest'
import { hasMore, type Pages, pagesToRead, placeOfRow, rowsRead, withPage } from './pages.ts'

const two: Pages = [
  { rows: 200, next: 'b' },
  { rows: 200, next: 'c' },
]

test('rows are found in their pages, those not read yet in the one to come', () => {
  expect(placeOfRow(two, 0)).toEqual({ page: 0, at: 0 })
  expect(placeOfRow(two, 200)).toEqual({ page: 1, at: 0 })
  expect(placeOfRow(two, 405)).toEqual({ page: 2, at: 5 })
  expect(rowsRead(two)).toBe(400)
})

test('only pages near what is shown are read, and never one whose beginning is not known', () => {
  expect(pagesToRead([], 0, 30, 100)).toEqual([0])
  expect(pagesToRead(two, 0, 30, 100)).toEqual([0])
  expect(pagesToRead(two, 150, 180, 100)).toEqual([0, 1])
  expect(pagesToRead(two, 370, 399, 100)).toEqual([1, 2])
  expect(pagesToRead(two, 5000, 5000, 100)).toEqual([2])
  expect(pagesToRead([{ rows: 7, next: undefined }], 0, 30, 100)).toEqual([0])
  expect(pagesToRead([{ rows: 0, next: undefined }], 0, 30, 100)).toEqual([0])
})

test('a page that is read again keeps its place, and where the next begins', () => {
  expect(withPage(two, 0, { rows: 190, next: 'x' })).toEqual([{ rows: 190, next: 'b' }, two[1]])
  expect(withPage(two, 0, { rows: 200, next: 'b' })).toBe(two)
  expect(withPage(two, 5, { rows: 1, next: undefined })).toBe(two)
  expect(hasMore(withPage(two, 2, { rows: 3, next: undefined }))).toBe(false)
  expect(hasMore([])).toBe(true)
})
