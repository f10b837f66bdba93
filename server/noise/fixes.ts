import type { NoiseFix } from '../../schema/api/noise.ts'
import type { Change } from './effect.ts'
import { groupBy, type Past, type PastAlert } from './past.ts'

/** A fix with what it would have changed. */
export interface Tried {
  fix: NoiseFix
  change: Change
}

const MINUTE_MS = 60_000
const DAY_MINUTES = 1440
const WAITS = [1, 2, 5, 10, 15]
const HOLDS = [2, 5, 10, 15, 30]
const TOGETHER_MS = 2 * MINUTE_MS
const TOGETHER_SHARE = 0.9
const TOGETHER_LEAST = 5
/** So many alerts of an entity are looked at for one of them: the cost of a storm on one thing stays bounded. */
const LOOK_BACK = 200
const SLOT_MINUTES = 30
const LONGEST_SILENCE = 8 * 60
const SILENCE_SHARE = 0.8
const SILENCE_DAYS = 3

/** The alert must hold for so many minutes longer before it is raised: what is over by then is never raised. */
export function waits(own: readonly PastAlert[]): Tried[] {
  const mine = new Set(own)
  return WAITS.map((minutes) => {
    const wait = minutes * MINUTE_MS
    const away = new Set(own.filter(({ start, end }) => end !== undefined && end - start < wait))
    return {
      fix: { kind: 'wait', minutes },
      change: { away, delayOf: (alert) => (mine.has(alert) ? wait : 0) },
    }
  })
}

/** The alert stays up for so many minutes after its condition is over: what comes back within them is the same one. */
export function holds(own: readonly PastAlert[]): Tried[] {
  const series = [...groupBy(own, ({ fingerprint }) => fingerprint).values()]
  return HOLDS.map((minutes) => {
    const away = new Set<PastAlert>()
    for (const alerts of series) {
      alerts.forEach((alert, index) => {
        const before = alerts[index - 1]
        if (before?.end !== undefined && alert.start - before.end < minutes * MINUTE_MS) away.add(alert)
      })
    }
    return { fix: { kind: 'hold', minutes }, change: { away, said: away } }
  })
}

/**
 * One rule is left out, because another one says the same: at least nine in ten of its alerts began within two
 * minutes of one of the other on the same entity, or while it was up.
 */
export function drops(past: Past, own: readonly PastAlert[]): Tried[] {
  const tried: Tried[] = []
  for (const [rule, alerts] of groupBy(own, (alert) => alert.rule)) {
    if (alerts.length < TOGETHER_LEAST) continue
    const said = new Map<string, number>()
    for (const alert of alerts) {
      for (const other of rulesBeside(past, alert)) said.set(other, (said.get(other) ?? 0) + 1)
    }
    const [best] = [...said].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    if (!best || best[1] < TOGETHER_SHARE * alerts.length) continue
    tried.push({ fix: { kind: 'drop', rule, saidBy: best[0] }, change: { away: new Set(alerts) } })
  }
  return tried
}

function rulesBeside(past: Past, alert: PastAlert): Set<string> {
  const on = past.alertsOn.get(alert.entity) ?? []
  const end = firstAfter(on, alert.start + TOGETHER_MS)
  const rules = new Set<string>()
  for (const other of on.slice(Math.max(0, end - LOOK_BACK), end)) {
    const isNear = other.start >= alert.start - TOGETHER_MS
    const isUp = (other.end ?? Number.POSITIVE_INFINITY) > alert.start
    if (other.rule !== alert.rule && (isNear || isUp)) rules.add(other.rule)
  }
  return rules
}

/** Index of the first alert, of those in the order of their start, that begins after `at`. */
function firstAfter(alerts: readonly PastAlert[], at: number): number {
  let low = 0
  let high = alerts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((alerts[middle]?.start ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The alert is silenced at the time of day at which four in five of its alerts begin, if that is eight hours or less
 * and it came on at least three days.
 */
export function silences(own: readonly PastAlert[]): Tried[] {
  const slots = DAY_MINUTES / SLOT_MINUTES
  const inSlot = new Array<number>(slots).fill(0)
  for (const alert of own) {
    const slot = Math.floor(minuteOfDay(alert.start) / SLOT_MINUTES)
    inSlot[slot] = (inSlot[slot] ?? 0) + 1
  }
  for (let length = 1; length * SLOT_MINUTES <= LONGEST_SILENCE; length++) {
    for (let first = 0; first < slots; first++) {
      let sum = 0
      for (let i = 0; i < length; i++) sum += inSlot[(first + i) % slots] ?? 0
      if (sum < SILENCE_SHARE * own.length) continue
      const fromMinute = first * SLOT_MINUTES
      const away = own.filter(
        ({ start }) => (minuteOfDay(start) - fromMinute + DAY_MINUTES) % DAY_MINUTES < length * SLOT_MINUTES,
      )
      const days = new Set(away.map(({ start }) => Math.floor(start / (DAY_MINUTES * MINUTE_MS)))).size
      if (days < SILENCE_DAYS) continue
      const toMinute = (fromMinute + length * SLOT_MINUTES) % DAY_MINUTES
      return [{ fix: { kind: 'silence', fromMinute, toMinute, days }, change: { away: new Set(away) } }]
    }
  }
  return []
}

function minuteOfDay(at: number): number {
  return Math.floor((at % (DAY_MINUTES * MINUTE_MS)) / MINUTE_MS)
}
