import { DatabaseError } from './database.ts'

/**
 * ClickHouse error codes after which the same statement may succeed later: too many queries or parts, memory,
 * disk, timeouts, shutting down, files or network in trouble.
 */
const PASSING = new Set([
  '74', // CANNOT_READ_FROM_FILE_DESCRIPTOR
  '75', // CANNOT_WRITE_TO_FILE_DESCRIPTOR
  '76', // CANNOT_OPEN_FILE
  '159', // TIMEOUT_EXCEEDED
  '173', // CANNOT_ALLOCATE_MEMORY
  '202', // TOO_MANY_SIMULTANEOUS_QUERIES
  '209', // SOCKET_TIMEOUT
  '210', // NETWORK_ERROR
  '236', // ABORTED
  '241', // MEMORY_LIMIT_EXCEEDED
  '242', // TABLE_IS_READ_ONLY
  '243', // NOT_ENOUGH_SPACE
  '252', // TOO_MANY_PARTS
])

/** Any error of the client or the engine as a DatabaseError, which says whether trying again may help. */
export function toDatabaseError(error: unknown, doing: string): DatabaseError {
  if (error instanceof DatabaseError) return error
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  // ClickHouse numbers its errors; what has no number failed before the engine could look at the statement.
  const unavailable = code === undefined || !/^\d+$/.test(code) || PASSING.has(code)
  return new DatabaseError(`${doing}: ${message}`, unavailable, error)
}
