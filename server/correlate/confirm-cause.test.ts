import { describe, expect, test } from 'vitest'
import { alert, command, correlateAll, incidentsOf, topology } from './testing.ts'

const shop = topology(['web calls checkout', 'checkout depends_on db', 'checkout depends_on cache'])
const errors = (seconds: number, name: string) =>
  alert(seconds, { name: `Errors of ${name}`, entity: { type: 'service', name } })
const first = [shop, errors(0, 'checkout'), errors(10, 'web')]
const incident = incidentsOf(correlateAll(first))[0]?.id ?? ''
const causeIs = (entity: string) =>
  command(`it was ${entity}`, { kind: 'confirm_cause', incidentId: incident, entity })
const causesOf = (...more: Parameters<typeof correlateAll>[0]) =>
  incidentsOf(correlateAll([...first, ...more]))[0]?.causes ?? []

describe('confirming a cause', () => {
  test('puts it first, and says who did', () => {
    const [cause] = causesOf(causeIs('cache'))
    expect(cause).toMatchObject({ entity: { name: 'cache' }, confidence: 1, confirmedBy: 'Ada' })
  })

  test('is taken back', () => {
    const taken = command('not so', { kind: 'retract_cause', incidentId: incident })
    expect(causesOf(causeIs('cache'), taken)).toEqual(causesOf())
  })

  test('of what nobody knows is refused in words', () => {
    const { found } = correlateAll([...first, causeIs('nothing-of-the-kind')])
    expect(found.at(-1)?.commands[0]?.error).toContain('neither in the topology nor alerts')
  })

  test('bears on later incidents, with a sentence of its own, and within bounds', () => {
    const slow = (seconds: number, name: string) =>
      alert(seconds, { name: `${name} is slow`, entity: { type: 'service', name } })
    const later = [slow(20_000, 'checkout'), slow(20_010, 'web')]
    const run = correlateAll([...first, causeIs('cache'), ...later])
    const newest = incidentsOf(run).find(({ id }) => id !== incident)
    const reasons = newest?.causes.find(({ entity }) => entity.name === 'cache')?.reasons
    const experience = reasons?.find(({ kind }) => kind === 'experience')
    expect(experience?.text).toBe('confirmed as the cause 1 of 1 times of late')
    expect(experience?.weight).toBeGreaterThan(0)
    expect(experience?.weight).toBeLessThanOrEqual(4)
  })
})
