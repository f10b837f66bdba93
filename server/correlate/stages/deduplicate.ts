import { isDeepStrictEqual } from 'node:util'
import type { AlertRecord } from '../../../schema/records/alert.ts'
import type { EventOutcome } from '../../../schema/records/correlation.ts'
import { toTimestamp } from '../../../schema/records/time.ts'
import { worseSeverity } from '../../../schema/severity.ts'
import { conditionOf, resolveEntity } from '../entity.ts'
import { compactPoints, deriveEpisodes, type Episode, insertPoint } from '../episodes.ts'
import { alertId } from '../identity.ts'
import { schedule } from '../indexes.ts'
import { addTo } from '../sets.ts'
import { shared, sharedList, sharedRecord } from '../shared.ts'
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
    if (condition) addTo(scope.conditions, condition, record.fingerprint)
  }
  const point: Point = { at, status: record.status, count: 1, offsets: [offset], detail }
  if (record.startsAt) point.startsAt = Date.parse(record.startsAt)
  if (record.endsAt) point.endsAt = Date.parse(record.endsAt)
  series.firstSeen = Math.min(series.firstSeen, at)
  if (series.points.length === 0) series.points = [point]
  else insertPoint(series.points, point)
  work.series.add(record.fingerprint)
  return point
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
  const said: Detail = { name, severity, source, labels, annotations }
  if (summary !== undefined) said.summary = summary
  if (description !== undefined) said.description = description
  if (service !== undefined) said.service = service
  if (entity !== undefined) said.entity = entity
  if (url !== undefined) said.url = url
  if (before && isDeepStrictEqual(before, said)) return before
  const detail: Detail = {
    ...said,
    name: shared(name),
    source: shared(source),
    labels: sharedRecord(labels),
    annotations: sharedRecord(annotations),
  }
  if (service !== undefined) detail.service = shared(service)
  if (entity !== undefined) detail.entity = { type: shared(entity.type), name: shared(entity.name) }
  return detail
}

/** The fingerprints under which several sources report this condition; one source's own fingerprints stay apart. */
function reportersOf(work: Work, fingerprint: string): string[] {
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
      const own = scope.series.get(episode.fingerprint)
      // Spread, not pushed: a pushed list sets aside room for many.
      if (own) own.alertIds = [...own.alertIds, id]
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

/** Starts of forgotten episodes stay; one that a late event showed to be none goes. */
function rememberStarts(series: Series, episodes: Episode[], clock: number): void {
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
  const known = scope.alerts.get(id)
  const node: AlertNode = known ?? createAlert(id, first.fingerprint, first.start, first.detail)
  if (known && node.end !== end) {
    const since = Math.min(node.end ?? Number.POSITIVE_INFINITY, end ?? Number.POSITIVE_INFINITY)
    work.ended.set(id, Math.min(since, work.ended.get(id) ?? since))
  }
  const saysElse = !known || saysOtherwise(node.detail, first.detail)
  node.fingerprints = group.map((episode) => episode.fingerprint)
  node.end = end
  node.acknowledged = group.some((episode) => episode.acknowledged)
  node.lastEventAt = Math.max(...group.map((episode) => episode.lastEventAt))
  node.events = group.reduce((sum, episode) => sum + episode.events, 0)
  node.detail = first.detail
  node.severity = group.map((episode) => episode.detail.severity).reduce(worseSeverity)
  const sources = [...new Set(group.flatMap((episode) => episode.sources))]
  node.sources = sources[0] !== undefined && sources.length === 1 ? sharedList(sources[0]) : sources
  if (saysElse) {
    const resolved = resolveEntity(scope.topology, first.detail)
    node.entityId = resolved?.id
    node.entity = resolved?.entity
    node.known = resolved?.known ?? false
    scope.alerts.set(id, node)
    work.changed.add(id)
  }
  work.alerts.add(id)
  return node.id
}

/** Whether the difference can make a difference to what an alert is about and belongs to. */
function saysOtherwise(before: Detail, after: Detail): boolean {
  if (before === after) return false
  const said = ({ name, service, entity, summary, labels }: Detail) => ({
    name,
    service,
    entity,
    summary,
    labels,
  })
  return !isDeepStrictEqual(said(before), said(after))
}

function remove(work: Work, id: string): void {
  const node = work.scope.alerts.get(id)
  if (!node) return
  work.scope.alerts.delete(id)
  work.alerts.delete(id)
  work.changed.delete(id)
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
