import { DatabaseError } from './database.ts'
import { codeOf, toDatabaseError } from './database-error.ts'

const REFUSED_USER = new Set(['192', '193', '194', '516'])
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/

/** Why a server could not be opened, and what to do about it. */
export function toOpeningError(error: unknown, server: { url: string; user: string }): DatabaseError {
  if (error instanceof DatabaseError && codeOf(error.cause) === undefined && !error.unavailable) return error
  const code = codeOf(error)
  const { message, unavailable } = toDatabaseError(error, `ClickHouse at ${server.url}`)
  if (code !== undefined && REFUSED_USER.has(code)) {
    const said = `ClickHouse at ${server.url} refuses the user ${server.user}: check CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.`
    return new DatabaseError(said, false, error)
  }
  if (code !== undefined && CERTIFICATE.test(code)) {
    const said = `${message} (${code}). Name the authority that signed its certificate in CLICKHOUSE_CA_FILE.`
    return new DatabaseError(said, false, error)
  }
  if (unavailable) {
    const said = `${message}. Check CLICKHOUSE_URL, and that the server runs and can be reached from here.`
    return new DatabaseError(said, true, error)
  }
  return new DatabaseError(message, false, error)
}
