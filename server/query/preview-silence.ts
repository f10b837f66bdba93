import type { Database } from '../../ingest/database/database.ts'
import type { SilencePreview } from '../../schema/api/silence.ts'
import type { Matcher } from '../../schema/matcher.ts'
import { BOUNDS } from './bounds.ts'
import { firingAlerts } from './firing-alerts.ts'

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
  if (matched.length * 2 <= firing) return answer
  const share = Math.round((matched.length / firing) * 100)
  const warning = `this would hold back ${matched.length} of ${firing} firing alerts (${share} %), more than half: narrow it`
  return { ...answer, warning }
}
