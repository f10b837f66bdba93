import { expect, test } from 'vitest'
import { chronicTypes } from './chronic.ts'

test('chronic is what fires in more than a fifth of the faults, at that entity', () => {
  const faults = Array.from({ length: 10 }, (_, i) => ({
    id: `${i}`,
    startsAt: 0,
    rootEntity: undefined,
    changeId: undefined,
  }))
  const alert = (fault: number, name: string, entity: string) => ({
    source: 's',
    externalId: `${fault} ${name} ${entity}`,
    name,
    status: 'firing' as const,
    severity: 'high' as const,
    at: '2026-03-02T00:00:00.000Z',
    entity: { type: 'service', name: entity },
  })
  const alerts = [
    alert(1, 'Slow', 'db'),
    alert(2, 'Slow', 'db'),
    alert(3, 'Slow', 'db'),
    alert(1, 'Slow', 'web'),
    alert(2, 'Slow', 'web'),
    alert(1, 'Full', 'db'),
  ]
  const faultOf = new Map(alerts.map(({ externalId }) => [externalId, externalId.split(' ')[0] ?? '']))
  const types = chronicTypes({ topology: undefined, alerts, changes: [], faults, faultOf })
  expect([...types]).toEqual(['Slow at db'])
})
