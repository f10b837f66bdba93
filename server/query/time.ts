/** A DateTime64 as ClickHouse answers it ('YYYY-MM-DD hh:mm:ss.mmm', UTC) as RFC 3339. */
export function toRfc3339(time: string): string {
  return `${time.replace(' ', 'T')}Z`
}

/** Epoch milliseconds as a parameter of type DateTime64(3, 'UTC'). */
export function timeParameter(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').slice(0, 23)
}

/** Epoch milliseconds of a DateTime64 as ClickHouse answers it. */
export function fromDatabaseTime(time: string): number {
  return Date.parse(toRfc3339(time))
}
