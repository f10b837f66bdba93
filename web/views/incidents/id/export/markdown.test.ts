import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Alert, Incident } from '../../../../../schema/api/views.ts'
import { incidentMarkdown, plain } from './markdown.ts'

const incident: Incident = {
  id: 'INC-1',
  scope: 's',
  status: 'resolved',
  severity: 'critical',
  title: 'payments-db refuses connections',
  startedAt: '2026-11-19T02:10:00.000Z',
  updatedAt: '2026-11-19T02:40:00.000Z',
  resolvedAt: '2026-11-19T02:40:00.000Z',
  acknowledgedBy: 'Mara',
  counts: { events: 1200, alerts: 2, entities: 2 },
  services: ['payments'],
  causes: [
    {
      entity: { type: 'database', name: 'payments-db' },
      score: 3,
      confidence: 0.86,
      reasons: [
        { kind: 'a', text: 'its own alert is critical', weight: 1 },
        { kind: 'b', text: 'it was calm before', weight: -1 },
      ],
    },
  ],
  changes: [
    {
      id: 'c',
      score: 1,
      reasons: [],
      source: 'ci',
      kind: 'config',
      at: '2026-11-19T02:08:00.000Z',
      by: 'deploy-bot',
      summary: 'max_connections 400 -> 100',
    },
  ],
  actions: [],
  links: [],
}
const alert = (id: string, startsAt: string, name: string): Alert => ({
  id,
  fingerprint: id,
  scope: 's',
  status: 'resolved',
  severity: 'high',
  name,
  source: 'x',
  sources: ['x'],
  entity: { type: 'database', name: 'payments-db' },
  startsAt,
  lastEventAt: startsAt,
  events: 600,
  flapping: false,
  labels: {},
  annotations: {},
})
const exported = {
  incident,
  alerts: [alert('1', '2026-11-19T02:10:00.000Z', 'Full'), alert('2', '2026-11-19T02:12:00.000Z', 'Slow')],
  history: [
    {
      id: 'h',
      at: '2026-11-19T02:20:00.000Z',
      receivedAt: '2026-11-19T02:20:00.000Z',
      by: { kind: 'person' as const, name: 'Mara' },
      kind: 'comment',
      text: 'Rolling back\nnow',
      incidentIds: ['INC-1'],
    },
  ],
  similar: [],
  url: 'https://b.example/incidents/INC-1',
  now: Date.UTC(2026, 10, 20),
}

test('tells what is known, in the order in which it happened', () => {
  const text = incidentMarkdown(exported)
  expect(text).toMatch(/^# payments-db refuses connections\n/)
  expect(text).toContain('| Lasted | 30 min |')
  expect(text).toContain(
    '1. **payments-db** (database): likely, 86\u00a0%\n   - its own alert is critical\n   - against: it was calm before',
  )
  const timeline = text.slice(text.indexOf('## Timeline'), text.indexOf('## Alerts'))
  expect(timeline.match(/^- .*/gm)).toEqual([
    '- 2026-11-19T02:08:00.000Z Change: max\\_connections 400 -\\> 100',
    '- 2026-11-19T02:10:00.000Z High: Full on payments-db',
    '- 2026-11-19T02:12:00.000Z High: Slow on payments-db',
    '- 2026-11-19T02:20:00.000Z Mara commented: Rolling back now',
    '- 2026-11-19T02:40:00.000Z The incident was resolved.',
  ])
})

test('of a storm it tells how it began, and all that people did', () => {
  const storm = Array.from({ length: 700 }, (_, i) =>
    alert(`${i}`, new Date(Date.UTC(2026, 10, 19, 2, 10, 0, i)).toISOString(), `Rule ${i}`),
  )
  const services = Array.from({ length: 1700 }, (_, i) => `svc-${i}`)
  const text = incidentMarkdown({ ...exported, alerts: storm, incident: { ...incident, services } })
  for (const part of ['600 more symptoms', 'Mara commented', 'was resolved.', 'svc-39 and 1,660 more'])
    expect(text).toContain(part)
})

test('an open incident has no end and no length', () => {
  const { resolvedAt: _, ...open } = incident
  const text = incidentMarkdown({ ...exported, incident: { ...open, status: 'open' } })
  expect(text).toContain('| Ended | not yet, at 2026-11-20T00:00:00.000Z |')
  expect(text).not.toContain('Lasted')
})

test('whatever a name holds, it makes no markup and no line of its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const text = plain(name)
      expect(text).not.toMatch(/[\n\r]/)
      expect(text.replace(/\\./gu, '')).not.toMatch(/[<>[\]`*_|#&]/)
      const whole = incidentMarkdown({ ...exported, incident: { ...incident, title: name } })
      expect(whole.match(/^## /gm)).toHaveLength(8)
    }),
  )
})
