import { expect, test } from 'vitest'
import { alert, correlateAll, incidentsOf, topology } from '../testing.ts'

const pods = ['a-0', 'a-1', 'a-2']
const estate = topology(
  [
    ...pods.map((pod) => `${pod} part_of a`),
    ...pods.map((pod) => `${pod} runs_on node-1`),
    'b-0 part_of b',
    'b-0 runs_on node-1',
    'web calls a',
    'web calls b',
  ],
  [...pods.map((id) => ({ id, type: 'pod' })), { id: 'b-0', type: 'pod' }, { id: 'node-1', type: 'node' }],
)
const on = (seconds: number, name: string, type = 'pod') =>
  alert(seconds, { name: 'MemoryNearLimit', entity: { type, name } })
const leading = (...records: Parameters<typeof correlateAll>[0]) =>
  incidentsOf(correlateAll([estate, ...records])).map(({ causes }) => causes[0])

test('what one of several instances shows is said of the instance', () => {
  const [cause] = leading(on(0, 'a-1'), alert(20, { name: 'Errors', entity: { type: 'service', name: 'a' } }))
  expect(cause?.entity.name).toBe('a-1')
  expect(cause?.reasons.map(({ text }) => text).join('; ')).toContain('on none of the 2 beside it')
})

test('what all instances show is said of the service', () => {
  const [cause] = leading(...pods.map((pod, i) => on(i, pod)))
  expect(cause?.entity.name).toBe('a')
  expect(cause?.reasons.map(({ text }) => text).join('; ')).toContain('fires on 3 of its 3 parts')
})

test('what all on a host show, of several services, is said of the host', () => {
  const [cause] = leading(...pods.map((pod, i) => on(i, pod)), on(4, 'b-0'), on(5, 'node-1', 'node'))
  expect(cause?.entity.name).toBe('node-1')
})
