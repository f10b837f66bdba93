import { expect, test } from 'vitest'
import { calmWords, sourceWords } from './calm-words.ts'

const NOW = new Date(2026, 10, 19, 3, 33).getTime()
const heard = (source: string, minutesAgo: number) => ({
  scope: 'default',
  source,
  lastReceivedAt: new Date(NOW - minutesAgo * 60_000).toISOString(),
  eventsLastHour: 1,
})

test('sources that were heard are counted, silent ones named', () => {
  expect(sourceWords([], NOW)).toBe('')
  expect(sourceWords([heard('prometheus', 2)], NOW)).toBe(
    'The source prometheus was heard in the last hour, the latest 2 min ago.',
  )
  expect(sourceWords([heard('prometheus', 2), heard('zabbix', 4)], NOW)).toBe(
    'Both sources were heard in the last hour, the latest 2 min ago.',
  )
  expect(sourceWords([heard('prometheus', 2), heard('zabbix', 81)], NOW)).toBe(
    '1 of 2 sources were heard in the last hour; zabbix not since 02:12.',
  )
  expect(sourceWords([heard('zabbix', 81)], NOW)).toBe('Nothing was heard from zabbix since 02:12.')
})

test('calm services are counted only where the estate is known', () => {
  const nodes = ['a', 'b', 'c'].map((id) => ({ id, type: 'service' }))
  expect(calmWords([], undefined)).toBe('')
  expect(calmWords([], { nodes, edges: [], truncated: true })).toBe('')
  expect(calmWords([], { nodes: [{ id: 'n', type: 'node' }], edges: [] })).toBe('')
  expect(calmWords([], { nodes, edges: [] })).toBe('3 of 3 services are calm.')
})
