import { recurrenceFault } from './recurrence.ts'

/** The parts of RFC 5545 rules that are taken, each with the values it may have. */
const PARTS: Record<string, RegExp> = {
  FREQ: /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^[1-9]\d{0,2}$/,
  COUNT: /^[1-9]\d{0,3}$/,
  UNTIL: /^\d{8}(T\d{6}Z)?$/,
  WKST: /^(MO|TU|WE|TH|FR|SA|SU)$/,
  BYDAY: /^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)){0,34}$/,
  BYMONTHDAY: /^-?([1-9]|[12]\d|3[01])(,-?([1-9]|[12]\d|3[01])){0,61}$/,
  BYMONTH: /^([1-9]|1[0-2])(,([1-9]|1[0-2])){0,11}$/,
  BYHOUR: /^(1?\d|2[0-3])(,(1?\d|2[0-3])){0,23}$/,
  BYMINUTE: /^[1-5]?\d$/,
}

/**
 * What is wrong with the recurrence rule of a silence or a maintenance window, undefined when it can be used. Of RFC 5545 only rules are
 * taken that surely come round again: searching the next time of one that never does would stop everything for
 * many seconds.
 */
export function ruleFault(rule: string): string | undefined {
  const parts = new Map<string, string>()
  for (const part of rule.replace(/^RRULE:/, '').split(';')) {
    const [name = '', value = ''] = part.split('=', 2)
    const form = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined
    if (!form) return `${name || 'an empty part'} is not possible here; use ${Object.keys(PARTS).join(', ')}`
    if (!form.test(value)) return `${name}=${value.slice(0, 64)} is not possible`
    if (parts.has(name)) return `${name} stands twice`
    parts.set(name, value)
  }
  const frequency = parts.get('FREQ')
  if (frequency === undefined) return 'FREQ is missing'
  return mayNeverCome(parts, frequency) ?? recurrenceFault(rule)
}

function mayNeverCome(parts: Map<string, string>, frequency: string): string | undefined {
  const days = parts.get('BYMONTHDAY')?.split(',').map(Number)
  const someMonths = parts.has('BYMONTH') || frequency === 'YEARLY'
  if (days && someMonths && !days.some((day) => Math.abs(day) <= 28)) {
    return 'BYMONTHDAY with these months needs a day up to 28, or it may never come'
  }
  const skips = Number(parts.get('INTERVAL') ?? 1) > 1
  const narrowed = ['BYDAY', 'BYMONTHDAY', 'BYMONTH'].filter((name) => parts.has(name))
  if (skips && frequency === 'DAILY' && narrowed.length > 0) {
    return `FREQ=DAILY with an INTERVAL takes no ${narrowed[0]}, or it may never come`
  }
  if (skips && frequency === 'MONTHLY' && parts.has('BYMONTH')) {
    return 'FREQ=MONTHLY with an INTERVAL takes no BYMONTH, or it may never come'
  }
  if (days && /\d/.test(parts.get('BYDAY') ?? '')) {
    return 'BYMONTHDAY and numbers in BYDAY do not go together, or it may never come'
  }
  if (frequency === 'WEEKLY' && days) return 'FREQ=WEEKLY takes no BYMONTHDAY'
  if (frequency !== 'MONTHLY' && frequency !== 'YEARLY' && /\d/.test(parts.get('BYDAY') ?? '')) {
    return 'BYDAY takes numbers only with FREQ=MONTHLY or FREQ=YEARLY'
  }
  return undefined
}
