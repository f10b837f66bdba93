import type { CommandResult } from '../../schema/records/command.ts'
import { insertPoint } from './episodes.ts'
import { incidentsOf, knownAlerts } from './known-alerts.ts'
import { type AlertNode, NO_OFFSETS, type Point, type Series } from './state.ts'
import type { Work } from './work.ts'

/**
 * Notes that someone is on these alerts, as a source's acknowledgement would: with them until they end. Those that are
 * over are left as they are. Returns why none was noted, or undefined.
 */
export function acknowledgeAlerts(
  work: Work,
  ids: readonly string[],
  result: Pick<CommandResult, 'incidentIds'>,
): string | undefined {
  const firing = knownAlerts(work.scope, new Set(ids)).filter(({ end }) => end === undefined)
  if (firing.length === 0) return 'none of these alerts fires'
  const due = firing.filter(({ acknowledged }) => !acknowledged)
  if (due.length === 0) return 'all of these alerts are acknowledged already'
  for (const alert of due) {
    for (const series of seriesOf(work, alert)) {
      const last = series.points.at(-1)
      if (!last) continue
      insertPoint(series.points, noteAt(last))
      work.series.add(series.fingerprint)
    }
  }
  result.incidentIds.push(...incidentsOf(due))
  return undefined
}

/** Takes back what people noted about these alerts. Returns why nothing could be taken back, or undefined. */
export function unacknowledgeAlerts(
  work: Work,
  ids: readonly string[],
  result: Pick<CommandResult, 'incidentIds'>,
): string | undefined {
  const touched: AlertNode[] = []
  for (const alert of knownAlerts(work.scope, new Set(ids))) {
    for (const series of seriesOf(work, alert)) {
      const left = series.points.filter((point) => !isNoteOn(alert, point))
      if (left.length === series.points.length) continue
      series.points = left
      work.series.add(series.fingerprint)
      touched.push(alert)
    }
  }
  result.incidentIds.push(...incidentsOf(touched))
  return touched.length > 0 ? undefined : 'nobody acknowledged any of these alerts here'
}

function seriesOf(work: Work, { fingerprints }: AlertNode): Series[] {
  return fingerprints.flatMap((fingerprint) => work.scope.series.get(fingerprint) ?? [])
}

/** It counts for no event, and stands where the last one does, so that the alert lasts no longer by it. */
function noteAt({ at, detail }: Point): Point {
  return {
    at,
    status: 'acknowledged',
    startsAt: undefined,
    endsAt: undefined,
    count: 0,
    offsets: NO_OFFSETS,
    decided: undefined,
    detail,
  }
}

function isNoteOn({ start, end = Number.POSITIVE_INFINITY }: AlertNode, point: Point): boolean {
  return point.status === 'acknowledged' && point.count === 0 && point.at >= start && point.at <= end
}
