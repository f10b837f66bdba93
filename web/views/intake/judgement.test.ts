import { describe, expect, test } from 'vitest'
import type { SourceView } from '../../../schema/api/views.ts'
import { intakeWords, sortSources } from './judgement.ts'

const NOW = Date.parse('2026-11-19T03:14:00Z')
const speaking: SourceView = {
  scope: 's',
  source: 'prometheus',
  kind: 'alerts',
  lastReceivedAt: '2026-11-19T03:13:50Z',
  lastAt: '2026-11-19T03:13:49Z',
  receivedLastHour: 7,
  perMinute: [],
}
const silent = { ...speaking, source: 'zabbix', lastReceivedAt: '2026-11-19T01:00:00Z', receivedLastHour: 0 }
const changes = { ...silent, source: 'ci', kind: 'changes' as const }
const none = { open: 0, more: false }

describe('what comes in, in words', () => {
  test.each([
    [[], none, 'Nothing was sent here yet.'],
    [[changes], none, 'Nobody sends alerts here.'],
    [[speaking], none, 'The one sender of alerts speaks.'],
    [[speaking, speaking], none, 'Both senders of alerts speak.'],
    [[silent], none, 'The one sender of alerts, zabbix, is silent.'],
    [[speaking, silent, changes], none, '1 of 2 senders of alerts speak; zabbix is silent.'],
    [[speaking, silent, silent], none, '1 of 3 senders of alerts speak; two are silent.'],
    [
      [speaking],
      { open: 1, more: false },
      'The one sender of alerts speaks. 1 message could not be understood.',
    ],
    [
      [speaking],
      { open: 200, more: true },
      'The one sender of alerts speaks. Over 200 messages could not be understood.',
    ],
    [[], { open: 2, more: false }, 'Nobody sends alerts here. 2 messages could not be understood.'],
  ])('%#', (sources, rejects, words) => {
    expect(intakeWords(sources, rejects, NOW)).toBe(words)
  })
})

test('silent sources come first, senders of changes last', () => {
  const order = sortSources(
    [changes, { ...speaking, receivedLastHour: 1, source: 'a' }, speaking, silent],
    NOW,
  )
  expect(order.map(({ source }) => source)).toEqual(['zabbix', 'prometheus', 'a', 'ci'])
})
