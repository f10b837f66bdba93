import { latestOf, oldestTenth } from './bounded.ts'
import { add, type Decayed, HALF_LIFE_MS } from './decayed.ts'

/**
 * Which types of alerts come together, and which of them first, learned from alerts alone. Alerts at one place that
 * follow one another within minutes are a company. A company is one vote on each pair of its types, however many
 * alerts it has, for these are no independent evidence.
 */
export interface CoOccurrence {
  settings: LearnSettings
  /** The latest time that was seen, epoch milliseconds. */
  clock: number
  /** By place, those that had an alert the longest ago first. */
  companies: Map<string, Company>
  places: Map<string, Place>
  /** Companies with a type, by type. */
  types: Map<string, Decayed>
  /** By the two types, in the order of their names. */
  pairs: Map<string, Pair>
}

/** Settings of the learner; times in milliseconds. */
export interface LearnSettings {
  /** Alerts that follow one another within this keep company: the gap after which people begin to see two incidents. */
  gapMs: number
  halfLifeMs: number
}

export const LEARN_SETTINGS: LearnSettings = { gapMs: 5 * 60_000, halfLifeMs: HALF_LIFE_MS }

/** The alerts at a place that keep company with one another at present. */
interface Company {
  /** When each type came first, epoch milliseconds. */
  firsts: Map<string, number>
  first: number
  last: number
}

/** What is usual at a place, to tell what chance would do there. */
interface Place {
  /** Since when it is known, epoch milliseconds. */
  since: number
  types: Map<string, Usual>
}

/** A type at a place. */
interface Usual {
  companies: Decayed
  /** How long these companies were, with a gap before and after: in which another type counted as company. */
  reachMs: Decayed
}

/** What is known of two types, `a` before `b` by name. */
interface Pair {
  a: string
  b: string
  together: Decayed
  /** Companies in which the one came before the other; a tie is neither. */
  aFirst: Order
  bFirst: Order
}

/** Companies in which one type came before the other. */
interface Order {
  companies: Decayed
  /** Sum of the natural logarithms of the delays in seconds, one second added. */
  delays: Decayed
}

/** A company that goes on for longer ends, lest one chronic alert makes a day's alerts company. */
const LONGEST_MS = 3_600_000
/** Bounds of what is kept, some 40 MB in all; beyond them what was not touched the longest is forgotten. */
const MOST = {
  companies: 5_000,
  typesOfCompany: 32,
  places: 5_000,
  typesOfPlace: 16,
  types: 5_000,
  pairs: 20_000,
}

/** Nothing is known yet. All that is known are maps, texts and numbers, so that it can be kept and read again. */
export function createCoOccurrence(settings = LEARN_SETTINGS): CoOccurrence {
  return {
    settings,
    clock: Number.NEGATIVE_INFINITY,
    companies: new Map(),
    places: new Map(),
    types: new Map(),
    pairs: new Map(),
  }
}

/**
 * Takes in that an alert began: its type, where (a device, a service, whatever trouble does not leave on its way), and
 * when (epoch milliseconds). Within a company the order of arrival makes no difference; an alert that is so late that
 * its company was counted already is left out, or a company of its own. Costs nothing beyond its own company, whose
 * size is bounded.
 */
export function observe(known: CoOccurrence, alert: { type: string; place: string; at: number }): void {
  const { type, place, at } = alert
  const { gapMs } = known.settings
  known.clock = Math.max(known.clock, at)
  let company = known.companies.get(place)
  if (company && at < company.first - gapMs) return
  if (company && (at > company.last + gapMs || at > company.first + LONGEST_MS)) {
    end(known, place, company)
    company = undefined
  }
  if (!company && known.companies.size >= MOST.companies)
    for (const old of oldestTenth(known.companies)) {
      const ended = known.companies.get(old)
      if (ended) end(known, old, ended)
    }
  company ??= { firsts: new Map(), first: at, last: at }
  known.companies.delete(place)
  known.companies.set(place, company)
  company.first = Math.min(company.first, at)
  company.last = Math.max(company.last, at)
  const first = company.firsts.get(type)
  if (first === undefined && company.firsts.size >= MOST.typesOfCompany) return
  company.firsts.set(type, Math.min(first ?? at, at))
}

/** Counts the companies in which nothing happened for a gap before `clock`, epoch milliseconds. */
export function settle(known: CoOccurrence, clock: number): void {
  known.clock = Math.max(known.clock, clock)
  for (const [place, company] of known.companies) {
    // What follows had an alert later, give or take what came late.
    if (company.last + known.settings.gapMs >= clock) return
    end(known, place, company)
  }
}

function end(known: CoOccurrence, name: string, { firsts, first, last }: Company): void {
  known.companies.delete(name)
  const { gapMs, halfLifeMs } = known.settings
  const none = (): Decayed => ({ sum: 0, at: last })
  const count = (to: Decayed, amount = 1) => add(to, amount, last, halfLifeMs)
  const place = latestOf(known.places, name, MOST.places, () => ({
    since: first,
    types: new Map<string, Usual>(),
  }))
  const sorted = [...firsts].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [type] of sorted) {
    count(latestOf(known.types, type, MOST.types, none))
    const usual = latestOf(place.types, type, MOST.typesOfPlace, () => ({
      companies: none(),
      reachMs: none(),
    }))
    count(usual.companies)
    count(usual.reachMs, last - first + 2 * gapMs)
  }
  sorted.forEach(([a, aAt], i) => {
    for (const [b, bAt] of sorted.slice(i + 1)) {
      const pair = latestOf(known.pairs, pairKey(a, b), MOST.pairs, () => ({
        a,
        b,
        together: none(),
        aFirst: { companies: none(), delays: none() },
        bFirst: { companies: none(), delays: none() },
      }))
      count(pair.together)
      if (aAt === bAt) continue
      const order = aAt < bAt ? pair.aFirst : pair.bFirst
      count(order.companies)
      count(order.delays, Math.log(1 + Math.abs(aAt - bAt) / 1000))
    }
  })
}

/** The key of two types, of which the first must be the one whose name comes first. */
export function pairKey(a: string, b: string): string {
  return JSON.stringify([a, b])
}
