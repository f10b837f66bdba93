import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import type { Change, Incident } from '../../../schema/api/views.ts'
import { changesQuery } from '../../api/changes.ts'
import { type IncidentFilter, incidentsQuery } from '../../api/incidents.ts'
import { pressureQuery } from '../../api/pressure.ts'
import { changeWord, severityRank } from '../../format/words.ts'
import type { Window } from '../../range.ts'
import type { ChangeMark, IncidentLine } from './layout.ts'
import { series } from './series.ts'

const SHORT_MS = 2 * 3_600_000

/** What a trace needs to know: where, a name that keeps its ranges apart, and the stretch of time as it is now. */
export interface TraceRange {
  scope: string
  name: string
  window: () => Window
  enabled: boolean
  /** Whether the changes of the range are to be read; they are unless said. */
  changes?: boolean
  /** Which incidents of the range the view shows, which are much to read; none unless said. */
  incidents?: IncidentFilter
}

/** Reads what a trace shows. Old data stays until new is there; `to` and `from` are those of the data. */
export function useTrace({ scope, name, window, enabled, ...shows }: TraceRange) {
  const current = useRef(window)
  current.current = window
  const now = () => current.current()
  const { from, to } = window()
  const everyMs = to - from <= SHORT_MS ? 10_000 : 60_000
  const pressure = useQuery({
    ...pressureQuery(scope, name, now, everyMs),
    enabled,
    placeholderData: keepPreviousData,
  })
  const changes = useQuery({
    ...changesQuery(scope, name, now),
    enabled: enabled && shows.changes !== false,
    placeholderData: keepPreviousData,
  })
  const incidents = useQuery({
    ...incidentsQuery(scope, name, now, shows.incidents),
    enabled: enabled && shows.incidents !== undefined,
    placeholderData: keepPreviousData,
  })
  const read = pressure.data
  return {
    pressure,
    changes,
    incidents,
    from: read ? read.window.from : from,
    to: read ? read.window.to : to,
    series: read && series(read.pressure, read.window.to),
  }
}

/** Incidents as lines of a trace: the open ones first, then the worst, the newest of equals first. */
export function incidentLines(incidents: readonly Incident[]): IncidentLine[] {
  return [...incidents]
    .sort(
      (a, b) =>
        Number(a.resolvedAt !== undefined) - Number(b.resolvedAt !== undefined) ||
        severityRank(b.severity) - severityRank(a.severity) ||
        Date.parse(b.startedAt) - Date.parse(a.startedAt),
    )
    .map((incident) => ({
      id: incident.id,
      name: incident.causes[0]?.entity.name ?? incident.title,
      severity: incident.severity,
      from: Date.parse(incident.startedAt),
      ...(incident.resolvedAt !== undefined && { to: Date.parse(incident.resolvedAt) }),
    }))
}

/**
 * Changes as marks of a trace. Words go first to those behind the `incidents`, in their order, likeliest first;
 * then to those that some incident suspects, then to the newest.
 */
export function changeMarks(
  changes: readonly Change[],
  window: Window,
  incidents: readonly Pick<Incident, 'changes'>[] = [],
): ChangeMark[] {
  const suspects = incidents.flatMap((incident) => incident.changes.map((change) => change.id))
  const rank = (id: string) => {
    const at = suspects.indexOf(id)
    return at < 0 ? suspects.length : at
  }
  const suspected = (change: Change) => Number(change.incidentIds !== undefined)
  return changes
    .filter((change) => Date.parse(change.at) >= window.from && Date.parse(change.at) <= window.to)
    .sort(
      (a, b) => rank(a.id) - rank(b.id) || suspected(b) - suspected(a) || Date.parse(b.at) - Date.parse(a.at),
    )
    .map((change) => ({ id: change.id, at: Date.parse(change.at), text: changeText(change) }))
}

/** A change in few words: its kind and where it was made, with the version where there is one. */
export function changeText(
  change: Pick<Change, 'summary' | 'service' | 'entity' | 'version'> & { kind: string },
): string {
  const where = change.entity?.name ?? change.service
  if (where === undefined) return change.summary
  const version = change.version === undefined ? '' : ` ${change.version}`
  return `${changeWord(change.kind).toLowerCase()}, ${where}${version}`
}
