import type { EmbeddedStore, Extent, Place } from './embedded-store.ts'

/** How long (days) and how much (bytes) the log keeps. */
export interface Retention {
  days: number
  bytes: number
}

const DAY_MS = 86_400_000

/**
 * The offset below which every known reader has read, so that records below it may go; the log's start when
 * nobody has ever read. `readers` are the groups that are reading now; a place that nobody has come back to for
 * longer than the retention holds nothing any more.
 *
 * Neither age nor size removes what a known reader still has to read: it was acknowledged to its sender. When
 * unread records alone fill the log, it takes no more until they are read (the senders are told and keep theirs).
 */
export function heldFrom(
  extent: Extent,
  places: Map<string, Place>,
  readers: ReadonlySet<string>,
  retention: Retention,
  now: number,
): number {
  let held: number | undefined
  for (const [group, place] of places) {
    if (!readers.has(group) && now - place.at > retention.days * DAY_MS) continue
    held = Math.min(held ?? place.offset, place.offset)
  }
  return Math.max(extent.start, held ?? extent.start)
}

/** What of the front goes next. */
export interface Cut {
  /** Records below this offset go. */
  offset: number
  /** What they hold. */
  bytes: number
}

/**
 * The next at most `maxRecords` records to remove from the front: those older than `retention.days`, and those
 * that are too many bytes for `maxBytes`. Undefined when nothing has to go, or nothing may (see heldFrom).
 */
export function nextCut(
  store: Pick<EmbeddedStore, 'extent' | 'sizes'>,
  held: number,
  retention: Retention,
  maxBytes: number,
  now: number,
  maxRecords: number,
): Cut | undefined {
  const extent = store.extent()
  const cut: Cut = { offset: extent.start, bytes: 0 }
  const last = Math.min(held, extent.start + maxRecords)
  for (const { offset, appendedAt, bytes } of store.sizes(extent.start, last)) {
    const old = now - appendedAt > retention.days * DAY_MS
    const tooMuch = extent.bytes - cut.bytes > maxBytes
    if (!old && !tooMuch) break
    cut.offset = offset + 1
    cut.bytes += bytes
  }
  return cut.offset > extent.start ? cut : undefined
}
