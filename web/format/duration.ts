const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * A duration of `ms` milliseconds in words: `41 s`, `14 min`, `1 h 52 min`, `3 days 4 h`, `9 days`. Two units at
 * most and never a zero unit; from a week on, days alone. Negative durations count as none (`0 s`).
 */
export function duration(ms: number): string {
  const rest = Math.max(0, ms)
  if (rest < MINUTE - SECOND / 2) return `${Math.round(rest / SECOND)} s`
  if (rest < HOUR - MINUTE / 2) return `${Math.round(rest / MINUTE)} min`
  if (rest < DAY - MINUTE / 2) return twoUnits(Math.round(rest / MINUTE), 60, 'h', 'min')
  const hours = Math.round(rest / HOUR)
  if (hours >= 7 * 24) return days(Math.round(rest / DAY))
  const left = hours % 24
  const whole = days(Math.floor(hours / 24))
  return left === 0 ? whole : `${whole} ${left} h`
}

/** A short span for "behind" words, with tenths under ten seconds and never none: `0.4 s`, `12 s`, `3 min`. */
export function shortDuration(ms: number): string {
  const rest = Math.max(0, ms)
  return rest < 9_950 ? `${Math.max(0.1, rest / SECOND).toFixed(1)} s` : duration(rest)
}

/** Time since a first symptom on the map and in lists: `+41 s`, `+1:20`, `+30 min`, `+2 h 5 min`. */
export function offset(ms: number): string {
  const rest = Math.max(0, Math.round(ms / SECOND))
  if (rest < 60) return `+${rest} s`
  if (rest < 3600 && rest % 60 > 0) return `+${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, '0')}`
  return `+${duration(ms)}`
}

function twoUnits(total: number, per: number, large: string, small: string): string {
  const left = total % per
  const whole = `${Math.floor(total / per)} ${large}`
  return left === 0 ? whole : `${whole} ${left} ${small}`
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`
}
