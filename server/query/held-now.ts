import type { Database } from '../../ingest/database/database.ts'
import type { Suppression } from '../../schema/api/alert.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'

/** What is held back now. */
export interface HeldNow {
  /** Alerts that are not over, of each scope. */
  firing: ReadonlyMap<string, number>
  /** How many of them something (a silence, a maintenance change, a calendar) holds back, in a scope or in all. */
  heldBy(scope: string | undefined, id: string): number
}

/** Counts the alerts of scopes (undefined: of all) that are not over, and those that something of a kind holds back. */
export async function heldNow(
  database: Database,
  scopes: readonly string[] | undefined,
  kind: Suppression['kind'],
): Promise<HeldNow> {
  const where = allOf([when(scopes, 'scope IN {scopes:Array(String)}', (given) => ({ scopes: [...given] }))])
  const rows = await database.query<{ scope: string; id: string; count: number }>(
    `SELECT scope, if(suppressed_kind = {kind:String}, suppressed_id, '') AS id, count() AS count
     FROM alerts FINAL WHERE ${where.sql} AND status != 'resolved'
     GROUP BY scope, id ${BOUNDS}`,
    { ...where.parameters, kind },
  )
  const firing = new Map<string, number>()
  const held = new Map<string, number>()
  for (const { scope, id, count } of rows) {
    firing.set(scope, (firing.get(scope) ?? 0) + count)
    if (id !== '') held.set(JSON.stringify([scope, id]), count)
  }
  const inScope = (scope: string, id: string) => held.get(JSON.stringify([scope, id])) ?? 0
  return {
    firing,
    heldBy: (scope, id) =>
      scope === undefined
        ? [...firing.keys()].reduce((sum, each) => sum + inScope(each, id), 0)
        : inScope(scope, id),
  }
}
