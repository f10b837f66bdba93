import { DatabaseError } from './database.ts'

/**
 * ClickHouse error codes after which the same statement may succeed later: too many queries or parts, memory,
 * disk, timeouts, shutting down, files, network or replicas in trouble.
 */
const PASSING = new Set([
  '74', // CANNOT_READ_FROM_FILE_DESCRIPTOR
  '75', // CANNOT_WRITE_TO_FILE_DESCRIPTOR
  '76', // CANNOT_OPEN_FILE
  '159', // TIMEOUT_EXCEEDED
  '173', // CANNOT_ALLOCATE_MEMORY
  '198', // DNS_ERROR
  '201', // QUOTA_EXCEEDED
  '202', // TOO_MANY_SIMULTANEOUS_QUERIES
  '209', // SOCKET_TIMEOUT
  '210', // NETWORK_ERROR
  '225', // NO_ZOOKEEPER
  '236', // ABORTED
  '241', // MEMORY_LIMIT_EXCEEDED
  '242', // TABLE_IS_READ_ONLY
  '243', // NOT_ENOUGH_SPACE
  '252', // TOO_MANY_PARTS
  '279', // ALL_CONNECTION_TRIES_FAILED
  '285', // TOO_FEW_LIVE_REPLICAS
  '286', // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
  '289', // REPLICA_IS_NOT_IN_QUORUM
  '319', // UNKNOWN_STATUS_OF_INSERT
  '341', // UNFINISHED
  '394', // QUERY_WAS_CANCELLED
  '425', // SYSTEM_ERROR
  '439', // CANNOT_SCHEDULE_TASK
  '473', // DEADLOCK_AVOIDED
  '517', // CANNOT_ASSIGN_ALTER
  '745', // SERVER_OVERLOADED
  '999', // KEEPER_EXCEPTION
  '1000', // POCO_EXCEPTION
])

/** Codes that say that a value in the data cannot be read as its column's type. */
const UNFIT = new Set([
  '6', // CANNOT_PARSE_TEXT
  '25', // CANNOT_PARSE_ESCAPE_SEQUENCE
  '26', // CANNOT_PARSE_QUOTED_STRING
  '27', // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  '38', // CANNOT_PARSE_DATE
  '41', // CANNOT_PARSE_DATETIME
  '69', // ARGUMENT_OUT_OF_BOUND
  '70', // CANNOT_CONVERT_TYPE
  '72', // CANNOT_PARSE_NUMBER
  '130', // CANNOT_READ_ARRAY_FROM_TEXT
  '131', // TOO_LARGE_STRING_SIZE
  '321', // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  '349', // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  '467', // CANNOT_PARSE_BOOL
])

/** What a proxy answers in ClickHouse's place can be a whole page. */
const LONGEST_MESSAGE = 2_000

/** Any error of the client or the engine as a DatabaseError, which says whether trying again may help. */
export function toDatabaseError(error: unknown, doing: string): DatabaseError {
  if (error instanceof DatabaseError)
    return new DatabaseError(`${doing}: ${error.message}`, error.unavailable, error.cause, error.unfit)
  const code = codeOf(error)
  // Connecting to several addresses fails with a message for each of them and none for all.
  const message = (error instanceof Error ? error.message : String(error)) || code || 'failed'
  // ClickHouse numbers its errors; what has no number failed before the engine could look at the statement.
  const unavailable = code === undefined || !/^\d+$/.test(code) || PASSING.has(code)
  const unfit = code !== undefined && UNFIT.has(code)
  return new DatabaseError(`${doing}: ${message.slice(0, LONGEST_MESSAGE)}`, unavailable, error, unfit)
}

/** ClickHouse's number of an error, or Node's name of it; undefined where it has none. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  // The embedded engine's errors have a code of the package's own beside ClickHouse's number.
  if ('clickhouseCode' in error && error.clickhouseCode !== undefined) return String(error.clickhouseCode)
  return 'code' in error ? String(error.code) : undefined
}
