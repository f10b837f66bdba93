/** Which events; times are epoch milliseconds, `from` inclusive, `to` exclusive. */
export interface EventFilter {
  scope?: string | undefined
  incident?: string | undefined
  alert?: string | undefined
  source?: string[] | undefined
  from?: number | undefined
  to?: number | undefined
}

/** The key of an event in the list's order: event time, log partition, log offset. */
export interface EventKey {
  at: string
  log_partition: string
  log_offset: number
}

/** What was decided about one event, which `log_partition` and `log_offset` name. */
export interface Decision extends EventKey {
  scope: string
  outcome: string
  held_by: string
  alert_id: string
}

/** The place of an event on the log, which is its id. */
export function eventKey(row: { log_partition: string; log_offset: number }): string {
  return `${row.log_partition}:${row.log_offset}`
}
