import type { Database } from '../../../ingest/database/database.ts'
import type { PastEffect, ReplayedIncidentView, ReplayFigures } from '../../../schema/api/preview.ts'
import { ProblemError } from '../../../schema/problem.ts'
import { toTimestamp } from '../../../schema/records/time.ts'
import type { Logger } from '../../logger.ts'
import type { BriefIncident, Effect } from '../../preview/effect.ts'
import type { Trial } from '../../preview/trial.ts'
import { incidentsOfAlerts } from '../../query/incidents-of-alerts.ts'
import { type PastLimits, readPast } from '../../query/past/past.ts'
import type { Touch } from '../../query/past/touched.ts'
import type { Range } from '../../query/range.ts'
import { storedFigures } from '../../query/stored-figures.ts'
import { timeParameter } from '../../query/time.ts'
import type { Previewer } from '../../roles/preview/previewer.ts'

/** What a preview is made with. */
export interface PreviewDesk {
  database: Database
  preview: Previewer
  logger: Logger
  /** How much of the past is read; else a day of 1,000,000 events. */
  pastLimits?: PastLimits
}

/** Two trials to be compared on the events of a range. */
export interface PreviewQuestion {
  asItWas: Trial
  instead: Trial
  /** What the trial has to do with, where that is known. */
  touch?: Touch | undefined
  scope: string | undefined
  range: Range
  /** When whoever asked has gone. */
  signal: AbortSignal
}

const LIMITS: PastLimits = { looked: 1_000_000, replayed: 100_000, whole: 50_000 }
const PATIENCE_MS = 180_000
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
  const { scope, range, asItWas, instead, touch } = question
  const { database, pastLimits = LIMITS } = desk
  const past = await readPast(database, scope, range, pastLimits, touch)
  const deadline = AbortSignal.timeout(PATIENCE_MS)
  const signal = AbortSignal.any([question.signal, deadline])
  const effect = await desk
    .preview({ asItWas, instead, past: past.pages(), signal })
    .catch((error: unknown) => {
      if (!question.signal.aborted) desk.logger.warn({ err: error }, 'a preview failed')
      const why = deadline.aborted ? `took longer than ${PATIENCE_MS / 1000} s` : 'could not be finished'
      throw new ProblemError(503, 'No preview', `it ${why}; ask for fewer days, or for one scope`)
    })
  const { read } = past
  const [stored, figures] = await Promise.all([
    storedIds(database, effect),
    read.touched === undefined ? undefined : storedFigures(database, scope, read),
  ])
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
      from: toTimestamp(read.from),
      to: toTimestamp(read.to),
      events: read.events,
      ...(read.touched !== undefined && { touched: read.touched }),
      changes: read.changes,
      cut: read.cut,
    },
    before: figures ?? effect.before,
    after: figures ? changedBy(figures, effect) : effect.after,
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

/** What was counted of everything, changed by as much as what was replayed changed. */
function changedBy(all: ReplayFigures, { before, after }: Effect): ReplayFigures {
  const changed = (count: number, was: number, is: number) => Math.max(0, count + is - was)
  const kinds = [
    ...new Set([
      ...Object.keys(all.heldBack),
      ...Object.keys(after.heldBack),
      ...Object.keys(before.heldBack),
    ]),
  ] as (keyof ReplayFigures['heldBack'])[]
  return {
    incidents: changed(all.incidents, before.incidents, after.incidents),
    notifications: changed(all.notifications, before.notifications, after.notifications),
    alerts: changed(all.alerts, before.alerts, after.alerts),
    heldBack: Object.fromEntries(
      kinds.map((kind) => [
        kind,
        changed(all.heldBack[kind] ?? 0, before.heldBack[kind] ?? 0, after.heldBack[kind] ?? 0),
      ]),
    ),
  }
}
