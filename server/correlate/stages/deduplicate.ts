import { isDeepStrictEqual } from 'node:util'
import type { EventOutcome } from '../../../schema/records/correlation.ts'
import { toTimestamp } from '../../../schema/records/time.ts'
import { worseSeverity } from '../../../schema/severity.ts'
import { compactPoints, deriveEpisodes, type Episode } from '../episodes.ts'
import { saysTheSame } from '../group/traits.ts'
import { alertId } from '../identity.ts'
import { schedule } from '../indexes.ts'
import { placeEvent, rememberStarts, reportersOf } from '../series.ts'
import { sharedList } from '../shared.ts'
import { type AlertNode, createAlert, type Detail, type Point, type Series } from '../state.ts'
import type { Stage, Work } from '../work.ts'

/** Two tools rarely see the same thing begin at the same second. */
const SAME_CONDITION_SLACK_MS = 2 * 60_000

/** Sorts events into the series of their fingerprint and derives the alerts (episodes) that these make. */
export const deduplicate: Stage = {
  name: 'deduplicate',
  run(work) {
    for (const event of work.events) event.point = placeEvent(work, event.record, event.offset)
    const owners: Owners = new Map()
    const done = deriveAll(work, owners)
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

/** To which alert an event belongs, and whether it began or ended it. */
type Owners = Map<Point, { alert: string; first: boolean; last: boolean }>

/** Derives the alerts of all concerned again and returns the fingerprints of these. */
function deriveAll(work: Work, owners: Owners): Set<string> {
  const { scope } = work
  const done = new Set<string>()
  const before = new Map<string, readonly string[]>()
  const groups: string[][] = []
  // The set grows meanwhile: who made an alert together is derived again together with it.
  for (const fingerprint of work.series) {
    if (done.has(fingerprint)) continue
    const together = reportersOf(work, fingerprint)
    groups.push(together)
    for (const one of together) {
      done.add(one)
      for (const id of scope.series.get(one)?.alertIds ?? []) {
        const made = scope.alerts.get(id)?.fingerprints ?? []
        before.set(id, made)
        for (const other of made) work.series.add(other)
      }
    }
  }
  const after = new Set<string>()
  for (const together of groups) for (const id of derive(work, together, owners)) after.add(id)
  for (const [id, made] of before) {
    if (!after.has(id)) remove(work, id)
    else weighOthers(work, made, scope.alerts.get(id)?.fingerprints ?? [])
  }
  for (const one of done) {
    const series = scope.series.get(one)
    if (series) restate(work, series, owners)
  }
  return done
}

/** An alert that others report than before is, or is not, the same as another one of theirs that fires again. */
function weighOthers(work: Work, before: readonly string[], after: readonly string[]): void {
  if (before.length === after.length && before.every((one, i) => one === after[i])) return
  for (const one of [...before, ...after])
    for (const id of work.scope.series.get(one)?.alertIds ?? []) work.relink.add(id)
}

/** The alerts that these fingerprints make, by what was said under them. */
function derive(work: Work, fingerprints: string[], owners: Owners): Set<string> {
  const { scope } = work
  const series = fingerprints.map((one) => scope.series.get(one)).filter((one) => one !== undefined)
  const episodes: Episode[] = []
  const before = series.flatMap(({ alertIds }) => alertIds)
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
    const id = keep(work, group, before)
    after.add(id)
    for (const episode of group) {
      const own = scope.series.get(episode.fingerprint)
      // Joined, for a list that is pushed to or spread sets aside room for many.
      if (own) own.alertIds = own.alertIds.concat(id)
      const last =
        episode.end === undefined ? undefined : episode.points.findLast((p) => p.status === 'resolved')
      const first = group[0] === episode ? episode.points.find((p) => p.status === 'firing') : undefined
      for (const point of episode.points) {
        owners.set(point, { alert: id, first: point === first, last: point === last })
      }
    }
  }
  return after
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

/** Creates or updates the alert that these episodes make and returns its id. `before` are alerts that they made. */
function keep(work: Work, group: Episode[], before: readonly string[]): string {
  const { scope } = work
  const [first] = group
  if (!first) throw new Error('an alert needs an episode')
  const { fingerprint, start } = first
  // The id follows from these two; looking whether it is known costs less than working it out.
  const same = before.find((one) => {
    const alert = scope.alerts.get(one)
    return alert?.start === start && alert.fingerprint === fingerprint
  })
  const id = same ?? alertId(scope.name, fingerprint, start)
  const ends = group.map((episode) => episode.end)
  const end = ends.includes(undefined) ? undefined : Math.max(...ends.map((value) => value ?? 0))
  const known = scope.alerts.get(id)
  const node: AlertNode = known ?? createAlert(id, fingerprint, start, first.detail)
  if (known && node.end !== end) {
    const since = Math.min(node.end ?? Number.POSITIVE_INFINITY, end ?? Number.POSITIVE_INFINITY)
    work.ended.set(id, Math.min(since, work.ended.get(id) ?? since))
  }
  const severity = group.map((episode) => episode.detail.severity).reduce(worseSeverity)
  const saysElse = !known?.entityBy || known.severity !== severity || saysOtherwise(node.detail, first.detail)
  node.fingerprints = group.map((episode) => episode.fingerprint)
  node.end = end
  node.acknowledged = group.some((episode) => episode.acknowledged)
  node.lastEventAt = Math.max(...group.map((episode) => episode.lastEventAt))
  node.events = group.reduce((sum, episode) => sum + episode.events, 0)
  node.detail = first.detail
  node.severity = severity
  const sources = [...new Set(group.flatMap((episode) => episode.sources))]
  node.sources = sources[0] !== undefined && sources.length === 1 ? sharedList(sources[0]) : sources
  if (saysElse) {
    scope.alerts.set(id, node)
    work.changed.add(id)
  }
  work.alerts.add(id)
  return node.id
}

/** Whether the difference can make a difference to what an alert is about and belongs to. */
function saysOtherwise(before: Detail, after: Detail): boolean {
  if (before === after) return false
  const said = ({ name, service, entity, labels }: Detail) => ({ name, service, entity, labels })
  return !saysTheSame(before.summary, after.summary) || !isDeepStrictEqual(said(before), said(after))
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
function restate(work: Work, { points }: Series, owners: Owners): void {
  const { decisions } = work.output
  for (const point of points) {
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
