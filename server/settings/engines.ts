import type { ProcessSettings, Role } from './environment.ts'
import { SettingsError } from './settings-error.ts'

/** What of a process's roles and engines matters here. */
export type EngineSettings = Pick<ProcessSettings, 'roles' | 'kafka' | 'clickhouse'>

/** Throws SettingsError when the roles are to run apart on an engine that lives in one process. */
export function requireEngines({ roles, kafka, clickhouse }: EngineSettings): void {
  const missing = (['ingest', 'load', 'correlate', 'api'] satisfies Role[]).filter(
    (role) => !roles.includes(role),
  )
  if (!kafka && missing.length > 0) {
    throw new SettingsError(
      `ROLES leaves out ${missing.join(', ')}, but the embedded log lives in one process with every role. Set KAFKA_BROKERS, or leave ROLES at all.`,
    )
  }
  if (!clickhouse && roles.includes('load') !== roles.includes('api')) {
    throw new SettingsError(
      'ROLES has only one of load and api, but the embedded database lives in one process with both. Set CLICKHOUSE_URL, or give this process both roles.',
    )
  }
}

/** Whether the process keeps anything in DATA_DIR. */
export function usesDataDirectory({ roles, kafka, clickhouse }: EngineSettings): boolean {
  return !kafka || (!clickhouse && (roles.includes('load') || roles.includes('api')))
}
