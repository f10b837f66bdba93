import { severityRank } from '../../schema/severity.ts'
import { type Detail, NO_OFFSETS, type Point } from './state.ts'

/** A stretch of a series from firing to resolved. Times are epoch milliseconds. */
export interface Episode {
  fingerprint: string
  start: number
  /** By what it is known to have begun then. */
  startedBy: Point
  end: number | undefined
  /** When it ends by itself unless the source repeats it. */
  expires: number | undefined
  acknowledged: boolean
  lastEventAt: number
  events: number
  /** What the latest firing event said. */
  detail: Detail
  sources: string[]
  points: Point[]
}

const ORDER = { firing: 0, acknowledged: 1, resolved: 2 }

/**
 * Order of points: by event time; at the same time firing before resolved, and of alike ones the worst last, for the
 * last has the say. What says different things always has an order, so that it does not matter what came first.
 */
function comparePoints(a: Point, b: Point): number {
  return a.at - b.at || ORDER[a.status] - ORDER[b.status] || compareContents(a, b)
}

function compareContents(a: Point, b: Point): number {
  if (a.detail === b.detail && a.startsAt === b.startsAt && a.endsAt === b.endsAt) return 0
  const rank = severityRank(a.detail.severity) - severityRank(b.detail.severity)
  if (rank !== 0) return rank
  const [left, right] = [contents(a), contents(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

function contents({ startsAt, endsAt, detail }: Point): string {
  const { labels, annotations, ...rest } = detail
  return JSON.stringify([startsAt, endsAt, sorted(labels), sorted(annotations), sorted(rest)])
}

function sorted(values: object): [string, unknown][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Puts a point in its place by event time. */
export function insertPoint(points: Point[], point: Point): void {
  let place = points.length
  while (place > 0) {
    const before = points[place - 1]
    if (!before || comparePoints(before, point) <= 0) break
    place--
  }
  points.splice(place, 0, point)
}

/**
 * The episodes that the points of a series make, in order, as of `clock`. A function of the points alone, so
 * that it does not matter in which order they came. A firing event opens an episode or repeats it; a resolved
 * one, or the expiry of the last firing one, ends it. Points that say nothing (a resolve of what never fired)
 * are in no episode.
 */
export function deriveEpisodes(fingerprint: string, points: readonly Point[], clock: number): Episode[] {
  const episodes: Episode[] = []
  let open: Episode | undefined
  let lastEnd = Number.NEGATIVE_INFINITY
  const close = (episode: Episode, end: number) => {
    episode.end = Math.max(end, episode.start)
    lastEnd = episode.end
    open = undefined
  }
  for (const point of points) {
    if (open?.expires !== undefined && open.expires < point.at) close(open, open.expires)
    if (point.status === 'firing') {
      // What fires has begun, whatever a sender's clock says.
      const begun = Math.min(point.startsAt ?? point.at, point.at)
      const start = begun > lastEnd ? begun : point.at
      if (!open) {
        open = {
          fingerprint,
          start,
          startedBy: point,
          end: undefined,
          expires: undefined,
          acknowledged: false,
          lastEventAt: point.at,
          events: 0,
          detail: point.detail,
          sources: [],
          points: [],
        }
        episodes.push(open)
      }
      if (start < open.start) {
        open.start = start
        open.startedBy = point
      }
      open.expires = point.endsAt
      open.detail = point.detail
    }
    const episode: Episode | undefined = open ?? endedBy(point, episodes.at(-1))
    if (!episode) continue
    episode.lastEventAt = Math.max(episode.lastEventAt, point.at)
    episode.events += point.count
    episode.points.push(point)
    if (!episode.sources.includes(point.detail.source)) episode.sources.push(point.detail.source)
    if (point.status === 'acknowledged') episode.acknowledged = true
    if (point.status === 'resolved' && open) close(open, Math.min(point.endsAt ?? point.at, point.at))
  }
  if (open?.expires !== undefined && open.expires <= clock) close(open, open.expires)
  return episodes
}

/** A resolve repeats the end of an episode up to this long after it: well before the episode can be forgotten. */
const REPEATED_END_MS = 30 * 60_000

/** A second resolve, from another source or sent again, belongs to the episode that it repeats the end of. */
function endedBy(point: Point, last: Episode | undefined): Episode | undefined {
  if (point.status !== 'resolved' || last?.end === undefined) return undefined
  return point.at - last.end <= REPEATED_END_MS ? last : undefined
}

/** The points by which episodes began when they did: more may come between those that are not `old`. */
function startingIn(old: readonly Point[]): Set<Point> {
  return new Set(deriveEpisodes('', old, Number.NEGATIVE_INFINITY).map(({ startedBy }) => startedBy))
}

/** Folds repeats older than `before` into the point before them: no late event can come between them any more. */
export function compactPoints(points: Point[], before: number): void {
  let starting: ReadonlySet<Point> | undefined
  for (let i = points.length - 2; i > 0; i--) {
    const [previous, point, next] = [points[i - 1], points[i], points[i + 1]]
    if (!previous || !point || !next || point.at >= before) continue
    const between = previous.status === 'firing' && point.status === 'firing' && next.status === 'firing'
    // An expiry that passed before the next repeat ended an episode: such a point is no mere repeat.
    const lapses = (a: Point, b: Point) => a.endsAt !== undefined && a.endsAt < b.at
    if (!between || lapses(previous, point) || lapses(point, next)) continue
    starting ??= startingIn(points.filter(({ at }) => at < before))
    if (starting.has(point)) continue
    previous.count += point.count
    previous.endsAt = point.endsAt
    points.splice(i, 1)
  }
  for (const point of points) {
    if (point.at >= before || point.offsets.length === 0) continue
    point.offsets = NO_OFFSETS
    point.decided = undefined
  }
}
