import { expect, test } from 'vitest'
import { kindOf } from './alert-class.ts'

test.each([
  ['HighLatencyP99', 'latency', false],
  ['HighErrorRatio', 'error', false],
  ['log 7', 'log', false],
  ['CertificateExpired', 'state', true],
  ['Disk space is critically low', 'state', true],
  ['NodeNotReady', 'state', true],
  ['PodNotReady', 'state', false],
  ['PodCrashLooping', 'state', false],
  ['docker_memory_rss_pct up', 'memory', false],
  ['docker_cpu_core_3_pct down', 'cpu', false],
  ['TicketBooth', 'other', false],
])('%s says something of %s', (name, of, broken) => {
  expect(kindOf(name)).toMatchObject({ class: of, broken })
})

test('a resource that is used less falls, a thing that is down does not', () => {
  expect(kindOf('docker_cpu_core_3_pct down').falls).toBe(true)
  expect(kindOf('docker_cpu_core_3_pct up').falls).toBe(false)
  expect(kindOf('Server web01 is down').falls).toBe(false)
})
