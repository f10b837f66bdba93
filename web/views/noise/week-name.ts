const DAY_MS = 86_400_000

/** The number of a week by ISO 8601, from the timestamp of its Monday (UTC): `week 47`. */
export function weekName(monday: string): string {
  // The week belongs to the year of its Thursday.
  const thursday = Date.parse(monday) + 3 * DAY_MS
  const newYear = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1)
  return `week ${Math.floor((thursday - newYear) / DAY_MS / 7) + 1}`
}
