import { isDeepStrictEqual } from 'node:util'
import type { AlertRecord } from '../../schema/records/alert.ts'
import { conditionOf } from './entity.ts'
import { type Episode, insertPoint } from './episodes.ts'
import { addTo, takeFrom } from './sets.ts'
import { sharedDetail } from './shared.ts'
import type { Detail, Point, Series } from './state.ts'
import type { Work } from './work.ts'

const HOUR_MS = 3_600_000

/** Puts an event among those of its fingerprint, by event time. */
export function placeEvent(work: Work, record: AlertRecord, offset: number): Point {
  const { scope } = work
  const at = Date.parse(record.at)
  let series = scope.series.get(record.fingerprint)
  const before = series?.points.at(-1)?.detail
  const detail = detailOf(record, before)
  if (!series) {
    series = {
      fingerprint: record.fingerprint,
      condition: '',
      points: [],
      alertIds: [],
      firstSeen: at,
      starts: [],
    }
    scope.series.set(record.fingerprint, series)
  }
  const point: Point = {
    at,
    status: record.status,
    startsAt: record.startsAt ? Date.parse(record.startsAt) : undefined,
    endsAt: record.endsAt ? Date.parse(record.endsAt) : undefined,
    count: 1,
    offsets: [offset],
    decided: undefined,
    detail,
  }
  series.firstSeen = Math.min(series.firstSeen, at)
  if (series.points.length === 0) series.points = [point]
  else insertPoint(series.points, point)
  work.series.add(record.fingerprint)
  reportAs(work, series, before, series.points.at(-1)?.detail ?? detail)
  return point
}

/** Enters a series under the condition that it reports, by what it said last. */
function reportAs(work: Work, series: Series, before: Detail | undefined, said: Detail): void {
  const named = (one: Detail) => one.entity?.name ?? one.service
  if (before?.name === said.name && named(before) === named(said)) return
  const condition = conditionOf(said)
  if (series.condition === condition) return
  const { conditions } = work.scope
  for (const other of conditions.get(series.condition) ?? []) work.series.add(other)
  takeFrom(conditions, series.condition, series.fingerprint)
  series.condition = condition
  if (condition) addTo(conditions, condition, series.fingerprint)
}

function detailOf(record: AlertRecord, before: Detail | undefined): Detail {
  const {
    name,
    severity,
    source,
    labels,
    annotations = {},
    summary,
    description,
    service,
    entity,
    url,
  } = record
  const said = { name, severity, source, summary, description, service, entity, labels, annotations, url }
  if (before && isDeepStrictEqual(before, said)) return before
  return sharedDetail(said)
}

/** The fingerprints under which several sources report this condition; one source's own fingerprints stay apart. */
export function reportersOf(work: Work, fingerprint: string): string[] {
  const condition = work.scope.series.get(fingerprint)?.condition
  const reporters = condition ? work.scope.conditions.get(condition) : undefined
  if (!reporters || (reporters instanceof Set ? reporters.size : reporters.length) < 2) return [fingerprint]
  const sources = new Set<string>()
  for (const one of reporters) {
    const source = work.scope.series.get(one)?.points.at(-1)?.detail.source
    if (source !== undefined) sources.add(source)
  }
  return sources.size < 2 ? [fingerprint] : [...reporters].sort()
}

/** Takes in when the episodes began. Starts of forgotten ones stay; one that a late event showed to be none goes. */
export function rememberStarts(series: Series, episodes: Episode[], clock: number): void {
  const starts = new Set(series.starts)
  for (const { at, startsAt } of series.points) {
    starts.delete(at)
    if (startsAt !== undefined) starts.delete(startsAt)
  }
  for (const { start } of episodes) starts.add(start)
  const since = Math.min(clock, episodes[0]?.start ?? clock) - 24 * HOUR_MS
  series.starts = [...starts]
    .filter((start) => start > since)
    .sort((a, b) => a - b)
    .slice(-500)
}
