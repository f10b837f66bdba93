const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Epoch milliseconds of an RFC 3339 text; NaN if it is none. */
export function epoch(timestamp: string): number {
  return Date.parse(timestamp)
}

/** Time of day in the viewer's zone: `03:14`. */
export function clock(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** Time of day with seconds, where order depends on them: `03:14:07`. */
export function clockSeconds(at: number): string {
  return `${clock(at)}:${two(new Date(at).getSeconds())}`
}

/** Day in the viewer's zone: `Thu 19 Nov`, with the year when it is not that of `now`. */
export function day(at: number, now: number): string {
  const date = new Date(at)
  const words = `${DAYS[date.getDay()]} ${date.getDate()} ${MONTHS[date.getMonth()]}`
  return date.getFullYear() === new Date(now).getFullYear() ? words : `${words} ${date.getFullYear()}`
}

/** A moment: the time alone on the day of `now`, else with its day: `Thu 19 Nov 03:14`. */
export function moment(at: number, now: number, seconds = false): string {
  const time = seconds ? clockSeconds(at) : clock(at)
  return sameDay(at, now) ? time : `${day(at, now)} ${time}`
}

/** Whether two moments are on one day of the viewer's zone. */
export function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}

/** Short name of the viewer's time zone at a moment: `CET`, `UTC`, `GMT+5:30`. */
export function zoneName(at: number): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(at)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? 'local time'
}

/** How far the viewer's zone is ahead of UTC at a moment, in milliseconds. */
export function zoneOffset(at: number): number {
  return -new Date(at).getTimezoneOffset() * 60_000
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
