import rrule from 'rrule'

// rrule is a CommonJS module: its names are on the default export.
const { RRule } = rrule

/** A window of time in epoch milliseconds, `until` exclusive. */
export interface Window {
  from: number
  until: number
}

/** Windows that begin at `startsAt` and then by an RFC 5545 rule (without DTSTART, in UTC), each `durationMs` long. */
export interface Recurrence {
  startsAt: number
  /** No window begins at or after this. */
  endsAt: number
  rule: string | undefined
  durationMs: number
}

const rules = new Map<string, InstanceType<typeof RRule>>()

/** Rules parsed once; bounded so that hostile variety cannot fill memory. */
const MAX_RULES = 1000

/** The text of what is wrong with a recurrence rule, or undefined when it can be used. */
export function recurrenceFault(rule: string): string | undefined {
  try {
    parse(rule, 0)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : 'not an RFC 5545 recurrence rule'
  }
}

/** The window that contains `time`, else undefined. */
export function windowAt(recurrence: Recurrence, time: number): Window | undefined {
  const { startsAt, endsAt, rule, durationMs } = recurrence
  if (time < startsAt) return undefined
  if (rule === undefined) {
    const until = Math.min(startsAt + durationMs, endsAt)
    return time < until ? { from: startsAt, until } : undefined
  }
  const begin = parse(rule, startsAt).before(new Date(time), true)?.getTime()
  if (begin === undefined || begin >= endsAt || time >= begin + durationMs) return undefined
  return { from: begin, until: Math.min(begin + durationMs, endsAt) }
}

/** When the next window after `time` begins, else undefined. */
export function nextWindow(recurrence: Recurrence, time: number): number | undefined {
  const { startsAt, endsAt, rule } = recurrence
  if (time < startsAt) return startsAt
  if (rule === undefined) return undefined
  const next = parse(rule, startsAt).after(new Date(time), false)?.getTime()
  return next !== undefined && next < endsAt ? next : undefined
}

function parse(rule: string, startsAt: number): InstanceType<typeof RRule> {
  const key = `${startsAt} ${rule}`
  const known = rules.get(key)
  if (known) return known
  const parsed = new RRule({ ...RRule.parseString(rule), dtstart: new Date(startsAt) })
  if (rules.size >= MAX_RULES) rules.clear()
  rules.set(key, parsed)
  return parsed
}
