import type { Database } from '../../ingest/database/database.ts'
import type { SilencePreview } from '../../schema/api/silence.ts'
import type { Matcher } from '../../schema/matcher.ts'
import { BOUNDS } from './bounds.ts'
import { firingAlerts } from './firing-alerts.ts'
import { tooBroad } from './too-broad.ts'

const SHOWN = 100

/** What matchers would hold back of what fires in a scope, with a warning when it is more than half. */
export async function previewSilence(
  database: Database,
  scope: string,
  matchers: readonly Matcher[],
): Promise<SilencePreview> {
  const [counted] = await database.query<{ firing: number }>(
    `SELECT count() AS firing FROM alerts FINAL WHERE scope = {scope:String} AND status != 'resolved' ${BOUNDS}`,
    { scope },
  )
  const matched = await firingAlerts(database, scope, matchers)
  const firing = counted?.firing ?? 0
  const answer = { firing, matched: matched.length, alerts: matched.slice(0, SHOWN) }
  const broad = tooBroad(matched.length, firing)
  return broad === undefined ? answer : { ...answer, warning: `this would hold back ${broad}: narrow it` }
}
