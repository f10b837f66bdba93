/** Ends every SELECT: no query may hold the database for longer than this, nor answer more rows. */
export const BOUNDS =
  'SETTINGS max_execution_time = 8, max_result_rows = 250000, max_memory_usage = 2000000000'
