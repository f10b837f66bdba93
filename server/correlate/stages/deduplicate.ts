import type { AlertRecord } from '../../../schema/records/alert.ts'
import type { EventOutcome } from '../../../schema/records/correlation.ts'
import { toTimestamp } from '../../../schema/records/time.ts'
import { worseSeverity } from '../../../schema/severity.ts'
import { conditionOf, resolveEntity } from '../entity.ts'
import { compactPoints, deriveEpisodes, type Episode, insertPoint } from '../episodes.ts'
import { alertId } from '../identity.ts'
import { schedule } from '../indexes.ts'
import { type AlertNode, createAlert, type Detail, type Point, type Series } from '../state.ts'
import type { Stage, Work } from '../work.ts'

const HOUR_MS = 3_600_000
/** Two tools rarely see the same thing begin at the same second. */
const SAME_CONDITION_SLACK_MS = 2 * 60_000

/** Sorts events into the series of their fingerprint and derives the alerts (episodes) that these make. */
export const deduplicate: Stage = {
  name: 'deduplicate',
  run(work) {
    for (const event of work.events) event.point = place(work, event.record, event.offset)
    const owners = new Map<Point, { alert: string; first: boolean; last: boolean }>()
    const done = new Set<string>()
    for (const fingerprint of work.series) {
      if (done.has(fingerprint)) continue
      const together = reportersOf(work, fingerprint)
      for (const one of together) done.add(one)
      derive(work, together, owners)
    }
    for (const event of work.events) {
      if (!event.point) continue
      const owner = owners.get(event.point)
      work.output.decisions.set(event.offset, {
        offset: event.offset,
        scope: work.scope.name,
        source: event.record.source,
        at: event.record.at,
        outcome: outcomeOf(event.point, owner),
        ...(owner && { alertId: owner.alert }),
      })
    }
    // Only now: a batch of a replay spans more than the lateness, and its own events must be told apart first.
    for (const fingerprint of done) {
      const points = work.scope.series.get(fingerprint)?.points
      if (points) compactPoints(points, work.scope.clock - work.settings.latenessMs)
    }
  },
}

function outcomeOf(point: Point, owner: { first: boolean; last: boolean } | undefined): EventOutcome {
  if (!owner) return 'orphan'
  if (point.status === 'acknowledged') return 'acknowledged'
  if (point.status === 'resolved') return owner.last ? 'resolved' : 'duplicate'
  return owner.first ? 'opened' : 'duplicate'
}

function place(work: Work, record: AlertRecord, offset: number): Point {
  const { scope } = work
  const at = Date.parse(record.at)
  let series = scope.series.get(record.fingerprint)
  const detail = detailOf(record, series?.points.at(-1)?.detail)
  if (!series) {
    const condition = conditionOf(detail)
    series = {
      fingerprint: record.fingerprint,
      condition,
      points: [],
      alertIds: [],
      firstSeen: at,
      starts: [],
    }
    scope.series.set(record.fingerprint, series)
    if (condition) {
      const reporters = scope.conditions.get(condition) ?? new Set()
      scope.conditions.set(condition, reporters.add(record.fingerprint))
    }
  }
  const point: Point = { at, status: record.status, count: 1, offsets: [offset], detail }
  if (record.startsAt) point.startsAt = Date.parse(record.startsAt)
  if (record.endsAt) point.endsAt = Date.parse(record.endsAt)
  series.firstSeen = Math.min(series.firstSeen, at)
  insertPoint(series.points, point)
  work.series.add(record.fingerprint)
  return point
}

function detailOf(record: AlertRecord, before: Detail | undefined): Detail {
  const detail: Detail = {
    name: record.name,
    severity: record.severity,
    source: record.source,
    labels: record.labels,
    annotations: record.annotations ?? {},
  }
  if (record.summary !== undefined) detail.summary = record.summary
  if (record.description !== undefined) detail.description = record.description
  if (record.service !== undefined) detail.service = record.service
  if (record.entity !== undefined) detail.entity = record.entity
  if (record.url !== undefined) detail.url = record.url
  return before && JSON.stringify(before) === JSON.stringify(detail) ? before : detail
}

/** The fingerprints under which several sources report this condition; one source's own fingerprints stay apart. */
function reportersOf(work: Work, fingerprint: string): string[] {
  const condition = work.scope.series.get(fingerprint)?.condition
  const reporters = condition ? work.scope.conditions.get(condition) : undefined
  if (!reporters || reporters.size < 2) return [fingerprint]
  const sources = new Set<string>()
  for (const one of reporters) {
    const source = work.scope.series.get(one)?.points.at(-1)?.detail.source
    if (source !== undefined) sources.add(source)
  }
  return sources.size < 2 ? [fingerprint] : [...reporters].sort()
}

function derive(
  work: Work,
  fingerprints: string[],
  owners: Map<Point, { alert: string; first: boolean; last: boolean }>,
): void {
  const { scope } = work
  const series = fingerprints.map((one) => scope.series.get(one)).filter((one) => one !== undefined)
  const before = new Set(series.flatMap((one) => one.alertIds))
  const episodes: Episode[] = []
  for (const one of series) {
    const own = deriveEpisodes(one.fingerprint, one.points, scope.clock)
    one.alertIds = []
    rememberStarts(one, own, scope.clock)
    episodes.push(...own)
    const expires = own.at(-1)?.end === undefined ? own.at(-1)?.expires : undefined
    if (expires !== undefined) schedule(work.indexes, expires, { kind: 'series', id: one.fingerprint })
  }
  const after = new Set<string>()
  for (const group of sameCondition(episodes)) {
    const id = keep(work, group)
    after.add(id)
    for (const episode of group) {
      scope.series.get(episode.fingerprint)?.alertIds.push(id)
      const last =
        episode.end === undefined ? undefined : episode.points.findLast((p) => p.status === 'resolved')
      const first = group[0] === episode ? episode.points.find((p) => p.status === 'firing') : undefined
      for (const point of episode.points) {
        owners.set(point, { alert: id, first: point === first, last: point === last })
      }
    }
  }
  for (const id of before) if (!after.has(id)) remove(work, id)
  restate(work, series, owners)
}

function rememberStarts(series: Series, episodes: Episode[], clock: number): void {
  const starts = new Set([...series.starts, ...episodes.map((episode) => episode.start)])
  series.starts = [...starts]
    .filter((start) => start > clock - 24 * HOUR_MS)
    .sort((a, b) => a - b)
    .slice(-500)
}

/** Episodes of different sources that overlap are one alert; the group's first episode began first. */
function sameCondition(episodes: Episode[]): Episode[][] {
  const groups: { members: Episode[]; until: number; by: Map<string, string> }[] = []
  const sorted = [...episodes].sort((a, b) => a.start - b.start || (a.fingerprint < b.fingerprint ? -1 : 1))
  for (const episode of sorted) {
    const group = groups.find(
      ({ until, by }) =>
        episode.start <= until + SAME_CONDITION_SLACK_MS &&
        !by.has(episode.fingerprint) &&
        episode.sources.every((source) => ![...by.values()].includes(source)),
    )
    const end = episode.end ?? Number.POSITIVE_INFINITY
    const source = episode.sources[0] ?? ''
    if (group) {
      group.members.push(episode)
      group.until = Math.max(group.until, end)
      group.by.set(episode.fingerprint, source)
    } else {
      groups.push({ members: [episode], until: end, by: new Map([[episode.fingerprint, source]]) })
    }
  }
  return groups.map(({ members }) => members)
}

/** Creates or updates the alert that these episodes make and returns its id. */
function keep(work: Work, group: Episode[]): string {
  const { scope } = work
  const [first] = group
  if (!first) throw new Error('an alert needs an episode')
  const id = alertId(scope.name, first.fingerprint, first.start)
  const ends = group.map((episode) => episode.end)
  const end = ends.includes(undefined) ? undefined : Math.max(...ends.map((value) => value ?? 0))
  const resolved = resolveEntity(scope.topology, first.detail)
  const known = scope.alerts.get(id)
  const node: AlertNode = known ?? createAlert(id, first.fingerprint, first.start, first.detail)
  const ended = node.end !== end
  node.fingerprints = group.map((episode) => episode.fingerprint)
  node.end = end
  node.acknowledged = group.some((episode) => episode.acknowledged)
  node.lastEventAt = Math.max(...group.map((episode) => episode.lastEventAt))
  node.events = group.reduce((sum, episode) => sum + episode.events, 0)
  node.detail = first.detail
  node.severity = group.map((episode) => episode.detail.severity).reduce(worseSeverity)
  node.sources = [...new Set(group.flatMap((episode) => episode.sources))]
  if (!known) {
    node.entityId = resolved?.id
    node.entity = resolved?.entity
    node.known = resolved?.known ?? false
    scope.alerts.set(id, node)
    work.relink.add(id)
  } else if (ended) {
    work.relink.add(id)
  }
  work.alerts.add(id)
  return id
}

function remove(work: Work, id: string): void {
  const node = work.scope.alerts.get(id)
  if (!node) return
  work.scope.alerts.delete(id)
  work.alerts.delete(id)
  work.relink.delete(id)
  work.removed.push(node)
}

/**
 * Says again of events that a late one moved to where they belong now. What held them back stays: it is what
 * happened when they came.
 */
function restate(
  work: Work,
  series: Series[],
  owners: Map<Point, { alert: string; first: boolean; last: boolean }>,
): void {
  const { decisions } = work.output
  for (const point of series.flatMap(({ points }) => points)) {
    const { decided } = point
    if (!decided) continue
    const owner = owners.get(point)
    const outcome = outcomeOf(point, owner)
    if (decided.outcome === outcome && decided.alertId === owner?.alert) continue
    point.decided = {
      outcome,
      ...(owner && { alertId: owner.alert }),
      ...(decided.heldBy && { heldBy: decided.heldBy }),
    }
    for (const offset of point.offsets) {
      // A decision that has not gone out yet is replaced by one that counts as it did.
      const pending = decisions.get(offset)
      decisions.set(offset, {
        offset,
        scope: work.scope.name,
        source: point.detail.source,
        at: toTimestamp(point.at),
        ...point.decided,
        ...((!pending || pending.moved) && { moved: true }),
      })
    }
  }
}
