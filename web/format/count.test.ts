import { expect, test } from 'vitest'
import {
  axisCount,
  count,
  counted,
  countWord,
  names,
  percent,
  rate,
  shortNames,
  withCommas,
} from './count.ts'

test('counts have commas and their noun the right number', () => {
  expect(count(1846)).toBe('1,846')
  expect(counted(1, 'alert')).toBe('1 alert')
  expect(counted(0, 'alert')).toBe('0 alerts')
  expect(counted(2, 'entity', 'entities')).toBe('2 entities')
})

test.each([
  [
    '827 of 1176 other alerting entities depend on node-1990',
    '827 of 1,176 other alerting entities depend on node-1990',
  ],
  ['both need db-1, as do most of 12930 things', 'both need db-1, as do most of 12,930 things'],
  ['svc-2000 alerts: HTTP 5000 of port 8080', 'svc-2000 alerts: HTTP 5,000 of port 8080'],
])('numbers in %j have commas', (sentence, words) => {
  expect(withCommas(sentence)).toBe(words)
})

test('axes say large numbers in thousands', () => {
  expect(axisCount(99_999)).toBe('99,999')
  expect(axisCount(200_000)).toBe('200 k')
})

test.each([
  [0, '0\u00a0%'],
  [0.004, '0.4\u00a0%'],
  [0.09, '9\u00a0%'],
  [0.0996, '10\u00a0%'],
  [0.86, '86\u00a0%'],
  [0.99914, '99.9\u00a0%'],
  [0.99999, '99.9\u00a0%'],
  [1, '100\u00a0%'],
])('a share of %d is %s', (share, words) => {
  expect(percent(share)).toBe(words)
})

test('sentences begin with words up to ten', () => {
  expect(countWord(4)).toBe('Four')
  expect(countWord(1200)).toBe('1,200')
})

test('small rates keep a decimal', () => {
  expect(rate(0)).toBe('0')
  expect(rate(0.02)).toBe('under 0.1')
  expect(rate(4.25)).toBe('4.3')
  expect(rate(96.4)).toBe('96')
})

test('names of a kind are told by what differs', () => {
  expect(shortNames(['api-0', 'api-1', 'api-12'])).toEqual(['api-0', '1', '12'])
  expect(shortNames(['api-0', 'web-1'])).toEqual(['api-0', 'web-1'])
  expect(shortNames(['api-', 'api-1'])).toEqual(['api-', 'api-1'])
  expect(shortNames(['api'])).toEqual(['api'])
})

test('a list of names never says "and 1 more"', () => {
  expect(names(['a', 'b', 'c', 'd'], 3)).toEqual({ shown: ['a', 'b', 'c', 'd'], more: 0 })
  expect(names(['a', 'b', 'c', 'd', 'e'], 3)).toEqual({ shown: ['a', 'b', 'c'], more: 2 })
  expect(names([], 3)).toEqual({ shown: [], more: 0 })
})
