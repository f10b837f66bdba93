/** Which HTTP status goes with a ClickHouse error, as its server has it (exceptionCodeToHTTPStatus). */
export function statusOf(code: number): number {
  for (const [status, codes] of STATUSES) if (codes.has(code)) return status
  return 500
}

const STATUSES: [number, Set<number>][] = [
  // Text, dates and numbers that cannot be parsed, bad arguments, syntax, types, columns.
  [400, new Set([6, 15, 16, 25, 26, 27, 36, 38, 41, 44, 53, 62, 72, 117, 167, 168, 173, 321, 376, 427])],
  [401, new Set([194])],
  // Unknown user, wrong password, authentication failed, access denied.
  [403, new Set([192, 193, 497, 516])],
  // Unknown function, identifier, type, storage, table, database, format, setting, type of query.
  [404, new Set([46, 47, 50, 56, 60, 63, 73, 81, 115])],
  [408, new Set([159])],
  [415, new Set([415])],
  [501, new Set([48])],
  // Files that cannot be opened, timeouts of the network, no thread to be had.
  [503, new Set([76, 209, 439])],
]
