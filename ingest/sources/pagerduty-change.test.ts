import { expect, it } from 'vitest'
import { pagerdutyChange } from './pagerduty-change.ts'
import { fixture, mapAll } from './testing.ts'

it('reads a change event as a deploy of the service that its details name', () => {
  expect(mapAll(pagerdutyChange, fixture('pagerduty-change'))).toEqual([
    {
      source: 'pagerduty',
      kind: 'deploy',
      at: '2026-03-01T02:58:58.315+0000',
      by: 'acme-build-pipeline-tool-default-i-9999',
      entity: { type: 'service', name: 'payments' },
      service: 'payments',
      summary: 'Build Success: Increase snapshot create timeout to 30 seconds',
      version: '2.14.1',
      url: 'https://ci.example.com/build/2',
    },
  ])
})

it('takes the kind from the details, and needs no more than a key and a summary', () => {
  const event = { routing_key: 'k', payload: { summary: 's', custom_details: { kind: 'config' } } }
  expect(mapAll(pagerdutyChange, event)).toEqual([
    { source: 'pagerduty', kind: 'config', by: 'unknown', summary: 's' },
  ])
  expect(() => mapAll(pagerdutyChange, { routing_key: 'k' })).toThrow("'payload' is missing")
})
