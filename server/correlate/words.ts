/** A duration in words, two units at most: '40 s', '2 min', '1 h 5 min'. */
export function duration(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours < 48) return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
  return `${Math.round(hours / 24)} days`
}

/** '40 s after it', '2 min before it', 'at the same time': when `time` was, seen from `reference`. */
export function relation(time: number, reference: number): string {
  const distance = time - reference
  if (Math.abs(distance) < 1000) return 'at the same time'
  return `${duration(distance)} ${distance > 0 ? 'after' : 'before'} it`
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)

/** The day of a time (epoch milliseconds) in UTC: '3 May 2026'. */
export function day(time: number): string {
  const at = new Date(time)
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`
}

/** '1 service', '3 services'. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`
}
