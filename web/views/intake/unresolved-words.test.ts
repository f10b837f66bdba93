import { expect, test } from 'vitest'
import { unresolvedWords } from './unresolved-words.ts'

const source = (alerts: number, unknown: number, unnamed: number) => ({
  scope: 's',
  source: 'zabbix',
  alerts,
  unknown,
  unnamed,
  names: unknown,
  samples: [],
})

test('what is not known is told as a part of all', () => {
  expect(unresolvedWords([source(1000, 3, 1), source(200, 0, 0)])).toBe(
    '4 of 1,200 alerts are about nothing that topology knows',
  )
  expect(unresolvedWords([source(2, 1, 1)])).toContain('none of the alerts can be placed')
  expect(unresolvedWords([])).toBe('')
})
