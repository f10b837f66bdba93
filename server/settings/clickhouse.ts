import { SettingsError } from './settings-error.ts'

/** The settings of a database on a ClickHouse server. */
export interface ClickHouseSettings {
  url: string
  user: string
  password: string
  database: string
  caFile: string | undefined
  cluster: string | undefined
}

const DATABASE = /^[A-Za-z_]\w{0,127}$/
const CLUSTER = /^[\w.-]{1,128}$/

/**
 * Reads CLICKHOUSE_*; `text` gives a setting's value or its default. Undefined without CLICKHOUSE_URL: the database is
 * embedded. Throws SettingsError on a value that cannot be used.
 */
export function readClickHouseSettings(
  text: (name: string) => string | undefined,
): ClickHouseSettings | undefined {
  const given = text('CLICKHOUSE_URL')
  if (given === undefined) return undefined
  const url = readUrl(given)
  const database = text('CLICKHOUSE_DATABASE') ?? ''
  if (!DATABASE.test(database)) {
    throw new SettingsError(
      `CLICKHOUSE_DATABASE: ${database} is not a letter or _ and then letters, digits or _`,
    )
  }
  const cluster = text('CLICKHOUSE_CLUSTER')
  if (cluster !== undefined && !CLUSTER.test(cluster)) {
    throw new SettingsError(`CLICKHOUSE_CLUSTER: ${cluster} has more than letters, digits, ".", "_" and "-"`)
  }
  const caFile = text('CLICKHOUSE_CA_FILE')
  if (caFile !== undefined && url.protocol !== 'https:')
    throw new SettingsError('CLICKHOUSE_CA_FILE is of use only with a CLICKHOUSE_URL of https')
  return {
    url: url.origin,
    user: text('CLICKHOUSE_USER') ?? '',
    password: text('CLICKHOUSE_PASSWORD') ?? '',
    database,
    caFile,
    cluster,
  }
}

/** Never repeats the value: it may hold a password. */
function readUrl(given: string): URL {
  const form = 'give scheme, host and port, such as http://clickhouse:8123 or https://clickhouse:8443'
  if (!URL.canParse(given)) throw new SettingsError(`CLICKHOUSE_URL is no URL; ${form}`)
  const url = new URL(given)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new SettingsError(`CLICKHOUSE_URL speaks HTTP or HTTPS, not ${url.protocol.slice(0, -1)}; ${form}`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new SettingsError(
      `CLICKHOUSE_URL may not hold the user and password; set CLICKHOUSE_USER and CLICKHOUSE_PASSWORD`,
    )
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new SettingsError(`CLICKHOUSE_URL has more than scheme, host and port; ${form}`)
  }
  return url
}
