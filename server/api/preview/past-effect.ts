import type { Database } from '../../../ingest/database/database.ts'
import type { PastEffect, ReplayedIncidentView } from '../../../schema/api/preview.ts'
import { ProblemError } from '../../../schema/problem.ts'
import { toTimestamp } from '../../../schema/records/time.ts'
import type { Logger } from '../../logger.ts'
import type { BriefIncident, Effect } from '../../preview/effect.ts'
import type { Trial } from '../../preview/trial.ts'
import { incidentsOfAlerts } from '../../query/incidents-of-alerts.ts'
import { readPast } from '../../query/past/past.ts'
import type { Range } from '../../query/range.ts'
import { timeParameter } from '../../query/time.ts'
import type { Previewer } from '../../roles/preview/previewer.ts'

/** What a preview is made with. */
export interface PreviewDesk {
  database: Database
  preview: Previewer
  logger: Logger
}

/** Two trials to be compared on the events of a range. */
export interface PreviewQuestion {
  asItWas: Trial
  instead: Trial
  scope: string | undefined
  range: Range
  /** When whoever asked has gone. */
  signal: AbortSignal
}

const MAX_EVENTS = 50_000
const PATIENCE_MS = 90_000
const RETRY_AFTER_SECONDS = '5'

/** Answers such a question. */
export type PastPreview = (question: PreviewQuestion) => Promise<PastEffect>

/**
 * Compares trials on the past, one comparison at a time. Throws ProblemError: 429 while another one is made, 503
 * when it takes too long or too much.
 */
export function createPastPreview(desk: PreviewDesk): PastPreview {
  let busy = false
  return async (question) => {
    if (busy) {
      const detail = 'another preview is being made; there is one at a time'
      throw new ProblemError(429, 'Busy', detail, { headers: { 'retry-after': RETRY_AFTER_SECONDS } })
    }
    busy = true
    try {
      return await previewOn(desk, question)
    } finally {
      busy = false
    }
  }
}

async function previewOn(desk: PreviewDesk, question: PreviewQuestion): Promise<PastEffect> {
  const { scope, range, asItWas, instead } = question
  const past = await readPast(desk.database, scope, range, MAX_EVENTS)
  const deadline = AbortSignal.timeout(PATIENCE_MS)
  const signal = AbortSignal.any([question.signal, deadline])
  const effect = await desk
    .preview({ asItWas, instead, past: past.pages(), signal })
    .catch((error: unknown) => {
      if (!question.signal.aborted) desk.logger.warn({ err: error }, 'a preview failed')
      const why = deadline.aborted ? `took longer than ${PATIENCE_MS / 1000} s` : 'could not be finished'
      throw new ProblemError(503, 'No preview', `it ${why}; ask for fewer days, or for one scope`)
    })
  const stored = await storedIds(desk.database, effect)
  const view = ({ alertIds, ...incident }: BriefIncident): ReplayedIncidentView => {
    const storedId = mostOf(alertIds.map((id) => stored.get(id)))
    return { ...incident, ...(storedId !== undefined && { storedId }) }
  }
  const groups = ({ items, ...counts }: Effect['merged']) => ({
    ...counts,
    items: items.map((group) => ({ ...group, one: view(group.one), several: group.several.map(view) })),
  })
  const lone = ({ count, items }: Effect['gone']) => ({
    count,
    items: items.map((item) => ({ ...item, incident: view(item.incident) })),
  })
  return {
    replayed: {
      from: toTimestamp(past.from),
      to: toTimestamp(past.to),
      events: past.events,
      changes: past.changes,
      cut: past.cut,
    },
    before: effect.before,
    after: effect.after,
    merged: groups(effect.merged),
    split: groups(effect.split),
    added: lone(effect.added),
    gone: lone(effect.gone),
    hidden: lone(effect.hidden),
  }
}

/** The incidents as they are stored, by the alerts of the replayed ones. */
function storedIds(database: Database, effect: Effect): Promise<Map<string, string>> {
  const shown = [
    ...[...effect.merged.items, ...effect.split.items].flatMap(({ one, several }) => [one, ...several]),
    ...[...effect.added.items, ...effect.gone.items, ...effect.hidden.items].map(({ incident }) => incident),
  ]
  const alerts = shown.flatMap(({ scope, startedAt, alertIds }) =>
    alertIds.map((alert_id) => ({ scope, alert_id, at: timeParameter(Date.parse(startedAt)) })),
  )
  return incidentsOfAlerts(database, alerts)
}

function mostOf(ids: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>()
  for (const id of ids) if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1)
  const [most] = [...counts].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1))
  return most?.[0]
}
