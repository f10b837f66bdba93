import { type Kinship, siblingsOf } from '../kinship.ts'
import { type AlertClass, kindOf } from './alert-class.ts'
import type { Values } from './values.ts'

/** Where an alert fires that speaks for a candidate: on itself, on its parts, or on what runs on it. */
export type Where = 'own' | 'parts' | 'tenants'

/** An alert that speaks for a candidate. */
export interface Term {
  name: string
  /** Nats. */
  amount: number
  where: Where
  /** On how many of how many parts or tenants it fires. */
  on: number
  of: number
}

/** What speaks for a thing by its symptoms, by class of alerts, the strongest class first. */
export interface Evidence {
  score: number
  classes: { class: AlertClass; terms: Term[]; amount: number }[]
}

/** How much of what its siblings show on average speaks against a part: what all of them show is not its own fault. */
const SIBLINGS = 0.8
/** The same for the largest of what shares its host. */
const HOST_MATES = 0.3
/** What a whole shows itself counts less than what its parts show. */
const OWN_OF_WHOLE = 0.7
/** So many parts, and such a share of them, must show the same to say it of the whole. */
const FEWEST = 2
const SHARE = 0.6
/** How much more it counts the more of them there are, and how much of it counts for a host. */
const BY_NUMBER = 0.35
const TENANTS = 0.3
/** The strongest alert of a class counts in full, so many more count in part, and each further class half. */
const FURTHER = 0.3
const MOST_FURTHER = 6
const NEXT_CLASS = 0.5
const MOST_CLASSES = 4

/**
 * What speaks for each thing by its symptoms, those of its parts and of what runs on it. What all instances of a
 * service show says it of the service, what one of several shows of the instance, and what all tenants show of the
 * host; the very same alert is compared.
 */
export function rollUp(values: Values, kinship: Kinship): Map<string, Evidence> {
  const terms = new Map<string, Term[]>()
  const give = (id: string, term: Term) => {
    if (term.amount <= 0) return
    const known = terms.get(id)
    if (known) known.push(term)
    else terms.set(id, [term])
  }
  const onHost = largestOnHosts(values, kinship)
  const onParts = memoized((whole) => namesOn(values, kinship.parts.get(whole) ?? []))
  for (const [id, of] of values) {
    if (kinship.parts.has(id) || kinship.tenants.has(id)) continue
    const siblings = siblingsOf(kinship, id)
    const [whole, ...wholes] = kinship.wholes.get(id) ?? []
    // All of one whole are its parts without itself, so that their sums need to be worked out once for all of them.
    const parts = whole !== undefined && wholes.length === 0 ? (kinship.parts.get(whole) ?? []) : []
    const all = siblings.length === parts.length - 1 && whole !== undefined ? onParts(whole) : undefined
    for (const [name, value] of of) {
      let amount = value
      if (siblings.length > 0) {
        const sum = all
          ? (all.get(name)?.sum ?? value) - value
          : siblings.reduce((total, sibling) => total + valueAt(values, sibling, name), 0)
        amount -= (SIBLINGS * sum) / siblings.length
      }
      amount -= HOST_MATES * onHost(id, name)
      give(id, { name, amount, where: 'own', on: 1, of: 1 })
    }
  }
  for (const id of holders(values, kinship.wholes, kinship.parts))
    for (const term of ofWhole(values, id, kinship.parts.get(id)?.length ?? 0, onParts(id))) give(id, term)
  for (const id of holders(values, kinship.hosts, kinship.tenants))
    for (const term of ofHost(values, id, kinship.tenants.get(id) ?? [], kinship)) give(id, term)
  return new Map([...terms].map(([id, found]) => [id, weigh(found)]))
}

function valueAt(values: Values, id: string, name: string): number {
  return values.get(id)?.get(name) ?? 0
}

/** What has parts or tenants, of all that alerts or of which something alerts. */
function holders(values: Values, up: Kinship['wholes'], down: Kinship['parts']): Set<string> {
  const found = new Set<string>()
  for (const id of values.keys()) {
    if (down.has(id)) found.add(id)
    for (const holder of up.get(id) ?? []) found.add(holder)
  }
  return found
}

function* ofWhole(values: Values, id: string, parts: number, onParts: Totals): Generator<Term> {
  for (const [name, { on, sum }] of onParts) {
    const own = valueAt(values, id, name)
    if (on < FEWEST || on < SHARE * parts) continue
    const amount = OWN_OF_WHOLE * own + (sum / parts) * (1 + BY_NUMBER * Math.log(on))
    yield { name, amount, where: 'parts', on, of: parts }
  }
  yield* ownOf(values, id, OWN_OF_WHOLE)
}

function* ofHost(values: Values, id: string, tenants: readonly string[], kinship: Kinship): Generator<Term> {
  for (const [name, { on, sum, of }] of namesOn(values, tenants)) {
    if (on < FEWEST || on < SHARE * tenants.length) continue
    const services = new Set(of.flatMap((tenant) => kinship.wholes.get(tenant) ?? [tenant]))
    if (services.size < FEWEST) continue
    const own = valueAt(values, id, name)
    const amount = own + TENANTS * (sum / tenants.length) * (1 + BY_NUMBER * Math.log(on))
    yield { name, amount, where: 'tenants', on, of: tenants.length }
  }
  yield* ownOf(values, id, 1)
}

function* ownOf(values: Values, id: string, share: number): Generator<Term> {
  for (const [name, value] of values.get(id) ?? [])
    yield { name, amount: share * value, where: 'own', on: 1, of: 1 }
}

/** By the alert's name, on which of some things it fires and what that comes to. */
type Totals = ReadonlyMap<string, { on: number; sum: number; of: string[] }>

function memoized(work: (id: string) => Totals): (id: string) => Totals {
  const known = new Map<string, Totals>()
  return (id) => {
    const made = known.get(id) ?? work(id)
    known.set(id, made)
    return made
  }
}

function namesOn(values: Values, ids: readonly string[]): Totals {
  const found = new Map<string, { on: number; sum: number; of: string[] }>()
  for (const id of ids) {
    for (const [name, value] of values.get(id) ?? []) {
      const one = found.get(name) ?? { on: 0, sum: 0, of: [] }
      found.set(name, one)
      one.on++
      one.sum += value
      one.of.push(id)
    }
  }
  return found
}

/** Finds the largest value of an alert on what shares a host with a thing. */
function largestOnHosts(values: Values, { hosts }: Kinship): (id: string, name: string) => number {
  /** By host, then by the alert's name. */
  const best = new Map<string, Map<string, { id: string; value: number; second: number }>>()
  for (const [id, of] of values) {
    for (const host of hosts.get(id) ?? []) {
      const onHost = best.get(host) ?? new Map<string, { id: string; value: number; second: number }>()
      best.set(host, onHost)
      for (const [name, value] of of) {
        const known = onHost.get(name)
        if (!known) onHost.set(name, { id, value, second: 0 })
        else if (value > known.value) onHost.set(name, { id, value, second: known.value })
        else known.second = Math.max(known.second, value)
      }
    }
  }
  return (id, name) => {
    let largest = 0
    for (const host of hosts.get(id) ?? []) {
      const known = best.get(host)?.get(name)
      if (known) largest = Math.max(largest, known.id === id ? known.second : known.value)
    }
    return largest
  }
}

function weigh(terms: readonly Term[]): Evidence {
  const strongest = new Map<string, Term>()
  for (const term of terms) {
    const known = strongest.get(term.name)
    if (!known || known.amount < term.amount) strongest.set(term.name, term)
  }
  const byClass = new Map<AlertClass, Term[]>()
  for (const term of strongest.values()) {
    const { class: of } = kindOf(term.name)
    byClass.set(of, [...(byClass.get(of) ?? []), term])
  }
  const classes = [...byClass].map(([of, found]) => {
    found.sort((a, b) => b.amount - a.amount || (a.name < b.name ? -1 : 1))
    const [first, ...rest] = found.map(({ amount }) => amount)
    const further = rest.slice(0, MOST_FURTHER).reduce((sum, amount) => sum + amount, 0)
    return { class: of, terms: found, amount: (first ?? 0) + FURTHER * further }
  })
  classes.sort((a, b) => b.amount - a.amount || (a.class < b.class ? -1 : 1))
  let factor = 1
  for (const one of classes) {
    one.amount *= factor
    factor *= NEXT_CLASS
  }
  const counted = classes.slice(0, MOST_CLASSES)
  return { score: counted.reduce((sum, { amount }) => sum + amount, 0), classes: counted }
}
