const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
/** The range of ClickHouse's DateTime64 that all its date functions cover. */
const EARLIEST = Date.UTC(1900, 0, 1)
const LATEST = Date.UTC(2299, 11, 31)

/** RFC 3339 text as a DateTime64(3) in UTC; times outside 1900 to 2299 become the nearest one inside. */
export function databaseTime(timestamp: string): string {
  const year = timestamp.slice(0, 4)
  if (CANONICAL.test(timestamp) && year >= '1900' && year < '2299') {
    return `${timestamp.slice(0, 10)} ${timestamp.slice(11, 23)}`
  }
  const ms = Math.min(LATEST, Math.max(EARLIEST, Date.parse(timestamp)))
  return new Date(ms).toISOString().replace('T', ' ').slice(0, 23)
}

/** The same of a time that may be absent. */
export function maybeDatabaseTime(timestamp: string | undefined): string | null {
  return timestamp === undefined ? null : databaseTime(timestamp)
}

/** The minute of an RFC 3339 time as a DateTime in UTC. */
export function databaseMinute(timestamp: string): string {
  return `${databaseTime(timestamp).slice(0, 16)}:00`
}
