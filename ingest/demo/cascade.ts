import type { Episode } from './episode.ts'
import type { Estate } from './estate.ts'
import type { Random } from './random.ts'
import { impairedRules, type Rule } from './rules.ts'

/** How far and how surely trouble travels. */
export interface Spread {
  /** Hops from the root at most. */
  hops: number
  /** Chance that trouble passes on at the first hop; each further one keeps this share of it. */
  probability: number
  /** Chance that what is hit alerts nobody, and only passes it on. */
  silence: number
  /** Whether the instances of a service that is hit are hit as well. */
  instances: boolean
}

/** The spread of a fault of which nothing more is said. */
export const USUAL_SPREAD: Spread = { hops: 3, probability: 0.9, silence: 0.12, instances: false }

/** A thing that a fault reached. */
interface Impact {
  id: string
  hops: number
  /** From the beginning of the fault, milliseconds. */
  delay: number
  silent: boolean
}

/** What a fault at `root` reaches, nearest first, without the root. Never two silent things behind one another. */
export function impactsOf(
  estate: Estate,
  root: string,
  spread: Spread,
  random: Random,
  rootIsSilent = false,
): Impact[] {
  const found = new Map<string, Impact>([[root, { id: root, hops: 0, delay: 0, silent: rootIsSilent }]])
  let front = [root]
  let probability = spread.probability
  for (let hops = 1; hops <= spread.hops && front.length > 0; hops++) {
    const next: string[] = []
    for (const cause of front) {
      const from = found.get(cause)
      const instances = spread.instances ? estate.parts(cause) : []
      for (const id of [...estate.sufferers(cause), ...instances]) {
        if (found.has(id) || !from || !random.chance(probability)) continue
        const delay = from.delay + random.between(4_000, hops === 1 ? 20_000 : 45_000)
        const silent = !from.silent && random.chance(spread.silence)
        found.set(id, { id, hops, delay, silent })
        next.push(id)
      }
    }
    front = next
    probability *= spread.probability
  }
  found.delete(root)
  return [...found.values()]
}

/** What began where: the fault's own alerts and how slowly they are noticed. */
export interface Root {
  thing: string
  rules: readonly Rule[]
}

/** The stretch of time of a fault, epoch milliseconds; `to` is Infinity while it lasts. */
export interface Stretch {
  from: number
  to: number
}

/**
 * The alerts of a fault: at its roots and at what it reaches, each noticed some seconds after it was hit. Now and
 * then the root is noticed last. What was hit last recovers first.
 */
export function cascade(
  estate: Estate,
  roots: readonly Root[],
  { from, to }: Stretch,
  spread: Spread,
  random: Random,
): Episode[] {
  const episodes: Episode[] = []
  const rootIsSlow = random.chance(0.3)
  const add = (thing: string, rule: Rule, begins: number, hops: number) => {
    const ends = to + Math.max(5_000, 150_000 - hops * 40_000) + random.between(0, 20_000)
    episodes.push({ rule, thing, from: Math.round(begins), to: Math.round(ends) })
    const also = rule.alsoSeenBy
    if (!also || !random.chance(0.5)) return
    const seen = { ...rule, tool: also.tool, name: also.name }
    episodes.push({
      rule: seen,
      thing,
      from: Math.round(begins + random.between(3_000, 25_000)),
      to: Math.round(ends),
    })
  }
  for (const { thing, rules } of roots) {
    for (const rule of rules) {
      add(
        thing,
        rule,
        from + (rootIsSlow ? random.between(30_000, 60_000) : random.between(2_000, 12_000)),
        0,
      )
    }
  }
  const hit = new Set(roots.map(({ thing }) => thing))
  for (const { thing: root } of roots.slice(0, 1)) {
    for (const { id, hops, delay, silent } of impactsOf(estate, root, spread, random)) {
      if (silent || hit.has(id)) continue
      hit.add(id)
      impairedRules(estate.thing(id)).forEach((rule, index) => {
        if (index > 0 && !random.chance(0.35)) return
        add(id, rule, from + delay + random.between(5_000, 30_000) + index * 8_000, hops)
      })
    }
  }
  return episodes
}
