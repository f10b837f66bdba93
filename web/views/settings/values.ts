import type { SettingChange, SettingView } from '../../../schema/api/views.ts'
import { count } from '../../format/count.ts'
import { SEVERITY_WORDS } from '../../format/words.ts'

const UNITS_MS: readonly (readonly [number, RegExp, string])[] = [
  [86_400_000, /^(d|days?)$/i, 'days'],
  [3_600_000, /^(h|hours?)$/i, 'h'],
  [60_000, /^(min|minutes?|m)$/i, 'min'],
  [1000, /^(s|seconds?)$/i, 's'],
  [1, /^(ms|milliseconds?)$/i, 'ms'],
]
const UNITS_BYTES: readonly (readonly [number, RegExp, string])[] = [
  [1024 ** 3, /^gi?b?$/i, 'GiB'],
  [1024 ** 2, /^mi?b?$/i, 'MiB'],
  [1024, /^ki?b?$/i, 'KiB'],
  [1, /^b(ytes?)?$/i, 'B'],
]

/** A value of a setting as people read and write it: `10 min`, `64 MiB`, `90 days`, `0.4`, `High`. */
export function valueWords({ unit }: Pick<SettingView, 'unit'>, value: unknown): string {
  if (typeof value === 'string') return SEVERITY_WORDS[value as keyof typeof SEVERITY_WORDS] ?? value
  if (typeof value !== 'number') return ''
  switch (unit) {
    case 'milliseconds':
      return exactly(value, UNITS_MS).replace(/^1 days/, '1 day')
    case 'bytes':
      return exactly(value, UNITS_BYTES)
    case 'days':
      return `${value} ${value === 1 ? 'day' : 'days'}`
    case 'count':
      return count(value)
    default:
      return String(value)
  }
}

/** In as many units as it takes to say it exactly, the largest first. */
function exactly(value: number, units: typeof UNITS_MS): string {
  const parts: string[] = []
  let rest = value
  for (const [size, , name] of units) {
    const whole = Math.floor(rest / size)
    if (whole === 0) continue
    parts.push(`${count(whole)} ${name}`)
    rest -= whole * size
  }
  return parts.join(' ') || `0 ${units.at(-1)?.[2] ?? ''}`
}

/**
 * What a person wrote as the value of a setting; a number without a unit is in the file's own unit. Undefined when it
 * is not understood.
 */
export function readValue({ unit }: Pick<SettingView, 'unit'>, text: string): string | number | undefined {
  const said = text.trim()
  if (said === '') return undefined
  switch (unit) {
    case 'severity':
      return said.toLowerCase()
    case 'milliseconds':
      return readParts(said, UNITS_MS)
    case 'bytes':
      return readParts(said, UNITS_BYTES)
    case 'days':
      return readNumber(said.replace(/\s*d(ays?)?$/i, ''))
    default:
      return readNumber(said)
  }
}

function readParts(text: string, units: typeof UNITS_MS): number | undefined {
  const plain = readNumber(text)
  if (plain !== undefined) return plain
  const parts = [...text.matchAll(/([\d.,]+)\s*([a-z]+)/gi)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text.replace(/(?<=[a-z])\s+/gi, '')) {
    return undefined
  }
  let sum = 0
  for (const [, amount = '', name = ''] of parts) {
    const size = units.find(([, pattern]) => pattern.test(name))?.[0]
    const value = readNumber(amount)
    if (size === undefined || value === undefined) return undefined
    sum += value * size
  }
  return Math.round(sum)
}

function readNumber(text: string): number | undefined {
  const plain = text.replace(/,(?=\d{3}\b)/g, '')
  return /^\d*\.?\d+(e\d+)?$/i.test(plain) ? Number(plain) : undefined
}

/** A change of a setting in a line: `Evidence that joins 0.4 → 0.5`, `rule node-down added`. */
export function changeLine(fields: readonly SettingView[], change: SettingChange): string {
  const field = fields.find(({ path }) => path === change.path)
  if (field) {
    return `${field.name} ${valueWords(field, change.before)} → ${valueWords(field, change.after)}`
  }
  const name = /\[(.*)\]/s.exec(change.path)?.[1] ?? change.path
  const kind = KINDS.find(([start]) => change.path.startsWith(start))?.[1] ?? ''
  const done = !('before' in change) ? 'added' : 'after' in change ? 'changed' : 'removed'
  return `${kind} ${name.slice(0, 90)} ${done}`
}

const KINDS = [
  ['correlation.inhibit', 'inhibition rule'],
  ['correlation.calendars', 'maintenance calendar'],
  ['correlation.entityLabels', 'row of labels'],
  ['mappings', 'mapping'],
] as const
