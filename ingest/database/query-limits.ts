/** Bounds of one query; a query may set others in a SETTINGS clause of its own. */
export interface QueryLimits {
  seconds: number
  rows: number
  memoryBytes: number
}

/** Bounds that leave the rest of the machine something to do. */
export const QUERY_LIMITS: QueryLimits = { seconds: 20, rows: 100_000, memoryBytes: 2 * 1024 ** 3 }

/** ClickHouse's settings for these bounds, and those that `Database.query` promises about values. */
export function querySettings(limits: QueryLimits) {
  return {
    max_execution_time: limits.seconds,
    max_result_rows: String(limits.rows),
    max_memory_usage: String(limits.memoryBytes),
    output_format_json_quote_64bit_integers: 0,
    // To compile what a short query does takes longer (some 50 ms) than to do it.
    compile_expressions: 0,
    compile_aggregate_expressions: 0,
    compile_sort_description: 0,
  } as const
}
