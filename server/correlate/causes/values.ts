import { surpriseOf } from '../learn/usual.ts'
import type { ScopeState } from '../state.ts'
import { kindOf } from './alert-class.ts'
import type { Symptoms } from './profile.ts'

/** What the alerts of an incident are worth as evidence, in nats: by thing, then by the alert's name. */
export type Values = ReadonlyMap<string, ReadonlyMap<string, number>>

/** A resource that is used less than usual is rarely the fault. */
const FALLING = 0.5
/** What comes late is rarely the fault: how much counts however late it comes, and how fast the rest fades. */
const HOWEVER_LATE = 0.3
/** The same of what says itself to be broken or used up, which is often noticed after its effects. */
const HOWEVER_LATE_BROKEN = 0.7
const LATE_MS = 120_000

/** The value of each alert: how surprising it is, less when it came late or says that a resource is used less. */
export function valuesOf(scope: ScopeState, symptoms: ReadonlyMap<string, Symptoms>): Values {
  let began = Number.POSITIVE_INFINITY
  for (const { first } of symptoms.values()) began = Math.min(began, first)
  const values = new Map<string, Map<string, number>>()
  for (const { id, names } of symptoms.values()) {
    const of = new Map<string, number>()
    for (const { name, first } of names) {
      const { falls, broken } = kindOf(name)
      const least = broken ? HOWEVER_LATE_BROKEN : HOWEVER_LATE
      const timely = least + (1 - least) * Math.exp(-(first - began) / LATE_MS)
      of.set(name, surpriseOf(scope, id, name) * timely * (falls ? FALLING : 1))
    }
    values.set(id, of)
  }
  return values
}
