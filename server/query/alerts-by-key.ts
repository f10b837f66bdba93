import type { Database } from '../../ingest/database/database.ts'
import type { Alert } from '../../schema/api/alert.ts'
import { ALERT_COLUMNS, type AlertRow, toAlert } from './alert-row.ts'
import { BOUNDS } from './bounds.ts'
import { keptOf, type Versioned, versionOf } from './kept.ts'

/** By what an alert is found, and where on the log its last row came from. */
export interface VersionedAlert extends Versioned {
  scope: string
  id: string
  starts_at: string
}

/** So many alerts, of some 2 KB each, are kept. */
const keptAlerts = keptOf<Alert>(4000)

/** The alerts of these keys in their order, read from the database where they are not as they were. */
export async function alertsByKey(database: Database, keys: readonly VersionedAlert[]): Promise<Alert[]> {
  const kept = keptAlerts(database)
  const byKey = new Map<string, Alert>()
  const changed: VersionedAlert[] = []
  for (const key of keys) {
    const alert = kept.get(keyText(key), versionOf(key))
    if (alert) byKey.set(keyText(key), alert)
    else changed.push(key)
  }
  for (const row of await rowsByKey(database, changed)) {
    const alert = toAlert(row)
    byKey.set(keyText(row), alert)
    kept.set(keyText(row), versionOf(row), alert, 1)
  }
  return keys.flatMap((key) => byKey.get(keyText(key)) ?? [])
}

async function rowsByKey(database: Database, keys: VersionedAlert[]): Promise<(AlertRow & Versioned)[]> {
  if (keys.length === 0) return []
  return database.query(
    `SELECT ${ALERT_COLUMNS}, log_partition, log_offset FROM alerts FINAL
     PREWHERE scope IN {scopes:Array(String)} AND starts_at IN {starts:Array(DateTime64(3, 'UTC'))}
       AND id IN {ids:Array(String)} ${BOUNDS}`,
    {
      scopes: [...new Set(keys.map((key) => key.scope))],
      starts: [...new Set(keys.map((key) => key.starts_at))],
      ids: keys.map((key) => key.id),
    },
  )
}

function keyText({ scope, starts_at, id }: Omit<VersionedAlert, keyof Versioned>): string {
  return `${scope}\n${starts_at}\n${id}`
}
