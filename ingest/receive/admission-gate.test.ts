import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProblemError } from '../../schema/problem.ts'
import { SEVERITIES, type Severity } from '../../schema/severity.ts'
import { type AdmissionGate, createAdmissionGate, type Passage } from './admission-gate.ts'

const MAX = 100_000
const MILDEST_FIRST = [...SEVERITIES].reverse()

function gate() {
  const world = { now: 0, stalledMs: 0, refused: [] as string[] }
  const admission = createAdmissionGate({
    maxBytesInFlight: MAX,
    stalledMs: () => world.stalledMs,
    monotonic: () => world.now,
    onRefused: (severity) => world.refused.push(severity),
  })
  return { admission, world }
}

/** What `action` was refused with, undefined when it was not. */
function refusal(action: () => void): ProblemError | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 429) return error
    throw error
  }
}

/** Which severities a request of no bytes would be admitted with now, mildest first. */
function admitted(admission: AdmissionGate): boolean[] {
  return MILDEST_FIRST.map((severity) => {
    let passage: Passage | undefined
    const refused = refusal(() => {
      passage = admission.enter(0)
      passage.admit(severity)
    })
    passage?.leave()
    return refused === undefined
  })
}

describe('the gate', () => {
  test('counts what a request says that it will send before it is read', () => {
    const { admission, world } = gate()
    admission.enter(60_000)
    const refused = refusal(() => admission.enter(60_000))
    expect(refused?.headers['retry-after']).toMatch(/^\d+$/)
    expect(refused?.problem.detail).toContain('send it again in')
    expect(world.refused).toEqual(['unread'])
    expect(admission.bytesInFlight()).toBeLessThanOrEqual(MAX)
  })

  test('takes a request that is larger than all its room when there is no other', () => {
    const { admission } = gate()
    const passage = admission.enter(2 * MAX)
    passage.admit('info')
    expect(refusal(() => admission.enter(1))).toBeDefined()
    passage.leave()
    expect(admission.bytesInFlight()).toBe(0)
    admission.enter(1)
  })

  test('refuses info while half of its room is taken, critical only when there is no room', () => {
    const { admission, world } = gate()
    const passages = [admission.enter(50_000)]
    expect(admitted(admission)).toEqual([false, true, true, true])
    passages.push(admission.enter(30_000))
    expect(admitted(admission)).toEqual([false, false, false, true])
    for (const passage of passages) passage.leave()
    expect(admitted(admission)).toEqual([true, true, true, true])
    expect(new Set(world.refused)).toEqual(new Set(['info', 'warning', 'high']))
  })

  test('tells to come again when what is too much has drained', () => {
    const { admission, world } = gate()
    const drained = admission.enter(40_000)
    drained.done()
    drained.leave()
    world.now = 5000
    admission.enter(60_000)
    const passage = admission.enter(0)
    // 4.4 kB/s drained, and some 30 kB must before info is admitted again.
    expect(refusal(() => passage.admit('info'))?.headers['retry-after']).toBe('8')
    world.now = 60_000
    expect(refusal(() => passage.admit('info'))?.headers['retry-after']).toBe('30')
  })

  test('never holds more than its room, but for one request alone, and never prefers the milder', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('enter' as const), bytes: fc.nat(2 * MAX) }),
      fc.record({ do: fc.constant('hold' as const), which: fc.nat(), bytes: fc.nat(MAX) }),
      fc.record({
        do: fc.constant('admit' as const),
        which: fc.nat(),
        severity: fc.constantFrom<Severity>(...SEVERITIES),
      }),
      fc.record({ do: fc.constant('leave' as const), which: fc.nat() }),
      fc.record({ do: fc.constant('stall' as const), ms: fc.nat(20_000) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { admission, world } = gate()
        const inside: Passage[] = []
        const leave = (passage: Passage) => {
          passage.leave()
          inside.splice(inside.indexOf(passage), 1)
        }
        for (const step of steps) {
          if (step.do === 'enter') refusal(() => inside.push(admission.enter(step.bytes)))
          else if (step.do === 'stall') world.stalledMs = step.ms
          else {
            const passage = inside[step.which % Math.max(1, inside.length)]
            if (!passage) continue
            if (step.do === 'hold' && refusal(() => passage.hold(step.bytes))) leave(passage)
            else if (step.do === 'admit' && refusal(() => passage.admit(step.severity))) leave(passage)
            else if (step.do === 'leave') leave(passage)
          }
          expect(admission.bytesInFlight() <= MAX || inside.length === 1).toBe(true)
          const answers = admitted(admission)
          expect(answers).toEqual([...answers].sort((a, b) => Number(a) - Number(b)))
        }
        for (const passage of [...inside]) leave(passage)
        expect(admission.bytesInFlight()).toBe(0)
      }),
    )
  })
})
