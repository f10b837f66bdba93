import { parseArgs } from 'node:util'
import { ENVIRONMENT } from '../../schema/settings/environment.ts'
import { type ClickHouseSettings, readClickHouseSettings } from './clickhouse.ts'
import { type KafkaSettings, readKafkaSettings } from './kafka.ts'
import { SettingsError } from './settings-error.ts'

/** The roles that a process can have. */
export const ROLES = ['ingest', 'load', 'correlate', 'api'] as const
/** A role that a process can have. */
export type Role = (typeof ROLES)[number]

/** The settings of a process. Times are milliseconds. */
export interface ProcessSettings {
  host: string
  port: number
  dataDir: string
  roles: Role[]
  defaultScope: string
  settingsFile: string
  /** The settings file was named, so it must be there. */
  settingsFileNamed: boolean
  latenessMs: number
  clockToleranceMs: number
  resolveTimeoutMs: number
  tickMs: number
  allowedHosts: string[]
  ingestToken: string | undefined
  adminToken: string | undefined
  /** Undefined: nobody hears whether we can see. */
  heartbeatUrl: string | undefined
  heartbeatIntervalMs: number
  logLevel: string
  shutdownTimeoutMs: number
  /** Undefined: the embedded log. */
  kafka: KafkaSettings | undefined
  /** Undefined: the embedded database. */
  clickhouse: ClickHouseSettings | undefined
}

/** The text of `--help`. */
export function helpText(): string {
  const lines = ENVIRONMENT.map(({ name, default: value, help }) => {
    return `  ${name.padEnd(20)} ${help} (${value === undefined ? 'unset' : `default ${value}`})`
  })
  return [
    'Barograph: alerts and changes in, explained incidents out.',
    '',
    'Usage: npm start -- [--flag value]...',
    '',
    'Settings, from the environment or as flags (DATA_DIR is --data-dir):',
    ...lines,
    '',
  ].join('\n')
}

/**
 * Reads the settings from flags, then the environment, then their defaults. Returns 'help' when asked for it.
 * Throws SettingsError on an unknown flag or a value that cannot be used.
 */
export function readSettings(args: string[], environment: NodeJS.ProcessEnv): ProcessSettings | 'help' {
  const flags = parseFlags(args)
  if (flags['help']) return 'help'
  const text = (name: string): string | undefined => {
    const flag = flags[flagName(name)]
    if (typeof flag === 'string') return flag
    const value = environment[name]
    return value === undefined || value === '' ? ENVIRONMENT.find((one) => one.name === name)?.default : value
  }
  const required = (name: string): string => {
    const value = text(name)
    if (value === undefined) throw new SettingsError(`${name} is not set`)
    return value
  }
  return {
    host: required('HOST'),
    port: integer('PORT', required('PORT'), 0, 65_535),
    dataDir: required('DATA_DIR'),
    roles: readRoles(required('ROLES')),
    defaultScope: required('DEFAULT_SCOPE'),
    settingsFile: required('SETTINGS_FILE'),
    settingsFileNamed: environment['SETTINGS_FILE'] !== undefined || flags['settings-file'] !== undefined,
    latenessMs: milliseconds('LATENESS', required('LATENESS')),
    clockToleranceMs: milliseconds('CLOCK_TOLERANCE', required('CLOCK_TOLERANCE')),
    resolveTimeoutMs: milliseconds('RESOLVE_TIMEOUT', required('RESOLVE_TIMEOUT')),
    tickMs: milliseconds('TICK', required('TICK')),
    allowedHosts: (text('ALLOWED_HOSTS') ?? '')
      .split(',')
      .map((host) => host.trim())
      .filter((host) => host !== ''),
    ingestToken: text('INGEST_TOKEN'),
    adminToken: text('ADMIN_TOKEN'),
    heartbeatUrl: heartbeatUrl(text('HEARTBEAT_URL')),
    heartbeatIntervalMs: milliseconds('HEARTBEAT_INTERVAL', required('HEARTBEAT_INTERVAL')),
    logLevel: oneOf('LOG_LEVEL', required('LOG_LEVEL'), ['debug', 'info', 'warn', 'error', 'silent']),
    shutdownTimeoutMs: milliseconds('SHUTDOWN_TIMEOUT', required('SHUTDOWN_TIMEOUT')),
    kafka: readKafkaSettings(text),
    clickhouse: readClickHouseSettings(text),
  }
}

function flagName(setting: string): string {
  return setting.toLowerCase().replaceAll('_', '-')
}

function parseFlags(args: string[]): Record<string, string | boolean | undefined> {
  const options = Object.fromEntries(
    ENVIRONMENT.filter(({ secret }) => !secret).map(({ name }) => [
      flagName(name),
      { type: 'string' as const },
    ]),
  )
  try {
    return parseArgs({ args, options: { ...options, help: { type: 'boolean', short: 'h' } }, strict: true })
      .values
  } catch (error) {
    throw new SettingsError(
      `${error instanceof Error ? error.message : 'bad flags'}; --help lists the settings`,
    )
  }
}

function readRoles(value: string): Role[] {
  if (value === 'all') return [...ROLES]
  const named = value.split(',').map((role) => role.trim())
  const unknown = named.filter((one) => !ROLES.some((known) => known === one))
  if (unknown.length > 0) {
    throw new SettingsError(
      `ROLES is all, or some of ${ROLES.join(', ')}, comma-separated; "${value}" has ${unknown.join(', ')}`,
    )
  }
  return ROLES.filter((role) => named.includes(role))
}

function integer(name: string, value: string, min: number, max: number): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < min || number > max) {
    throw new SettingsError(`${name}: ${value} is not a whole number from ${min} to ${max}`)
  }
  return number
}

function oneOf(name: string, value: string, allowed: string[]): string {
  if (!allowed.includes(value)) throw new SettingsError(`${name}: ${value} is none of ${allowed.join(', ')}`)
  return value
}

/** Its value is a secret, so that no complaint repeats it. */
function heartbeatUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new SettingsError('HEARTBEAT_URL is not an address that begins with http:// or https://')
  }
  if (url.username !== '' || url.password !== '') {
    throw new SettingsError(
      'HEARTBEAT_URL has a user or a password; use an address whose path holds its token',
    )
  }
  return url.href
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function milliseconds(name: string, value: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(value)
  const unit = UNITS[match?.[2] ?? '']
  if (!match || unit === undefined || Number(match[1]) <= 0) {
    throw new SettingsError(`${name}: ${value} is not a duration like 500ms, 30s, 10m, 2h or 7d`)
  }
  return Math.round(Number(match[1]) * unit)
}
