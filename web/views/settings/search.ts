/** What the address of Settings can carry: the days that settings are tried on. */
export interface SettingsSearch {
  days?: string
}

/** The stretches of the past that settings can be tried on, in days. */
export const DAYS = [1, 7, 30] as const
/** The one that is offered first. */
export const DEFAULT_DAYS = 7

/** Reads the query string of Settings; what is not understood is left out. */
export function readSettings(search: Record<string, unknown>): SettingsSearch {
  const days = DAYS.find((each) => String(each) === search['days'])
  return days === undefined || days === DEFAULT_DAYS ? {} : { days: String(days) }
}
