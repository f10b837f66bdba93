import { inZone } from './zone.ts'

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export { zoneName, zoneOffset } from './zone.ts'

/** Epoch milliseconds of an RFC 3339 text; NaN if it is none. */
export function epoch(timestamp: string): number {
  return Date.parse(timestamp)
}

/** Time of day in the viewer's zone: `03:14`. */
export function clock(at: number): string {
  const date = inZone(at)
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`
}

/** Time of day with seconds, where order depends on them: `03:14:07`. */
export function clockSeconds(at: number): string {
  return `${clock(at)}:${two(new Date(at).getUTCSeconds())}`
}

/** Day in the viewer's zone: `Thu 19 Nov`, with the year when it is not that of `now`. */
export function day(at: number, now: number): string {
  const date = inZone(at)
  const words = `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`
  const year = date.getUTCFullYear()
  return year === inZone(now).getUTCFullYear() ? words : `${words} ${year}`
}

/** A moment: the time alone on the day of `now`, else with its day: `Thu 19 Nov 03:14`. */
export function moment(at: number, now: number, seconds = false): string {
  const time = seconds ? clockSeconds(at) : clock(at)
  return sameDay(at, now) ? time : `${day(at, now)} ${time}`
}

/** Whether two moments are on one day of the viewer's zone. */
export function sameDay(a: number, b: number): boolean {
  const [first, second] = [inZone(a), inZone(b)]
  return (
    first.getUTCDate() === second.getUTCDate() &&
    first.getUTCMonth() === second.getUTCMonth() &&
    first.getUTCFullYear() === second.getUTCFullYear()
  )
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
