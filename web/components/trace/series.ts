import type { Pressure } from '../../../schema/api/views.ts'
import type { Sample } from './paper.ts'

const HOUR = 3_600_000
const MINUTE = 60_000

/** The two pens of a trace, as rates. */
export interface Series {
  unit: 'min' | 'h'
  bucketMs: number
  events: Sample[]
  alerts: Sample[]
  /** Events less alerts over the whole range. */
  held: number
}

/**
 * Rates out of buckets: a minute, or an hour where the range is over two days; each stands at the middle of its
 * bucket. A bucket that the database does not name had no events; before the first event ever there is nothing to
 * tell. The bucket that is not over yet counts with the
 * time that it had until `to` (epoch milliseconds), and not before a third of it is over.
 */
export function series(pressure: Pressure, to: number): Series {
  const from = Date.parse(pressure.from)
  const bucketMs = pressure.bucketSeconds * 1000
  const unit = to - from > 48 * HOUR ? 'h' : 'min'
  const unitMs = unit === 'h' ? HOUR : MINUTE
  const known = new Map(pressure.buckets.map((bucket) => [Date.parse(bucket.at), bucket]))
  const first = pressure.buckets[0]
    ? Date.parse(pressure.buckets[0].at)
    : Math.ceil(from / bucketMs) * bucketMs
  const phase = first % bucketMs
  const start = Math.ceil((from - phase) / bucketMs) * bucketMs + phase
  const result: Series = { unit, bucketMs, events: [], alerts: [], held: 0 }
  const since = pressure.since === undefined ? from : Date.parse(pressure.since)
  for (let at = start; at < to; at += bucketMs) {
    if (at + bucketMs <= since) continue
    const lasted = Math.min(bucketMs, to - at)
    if (lasted < bucketMs / 3) break
    const bucket = known.get(at) ?? { events: 0, alerts: 0 }
    const middle = at + lasted / 2
    result.events.push({ at: middle, value: (bucket.events / lasted) * unitMs })
    result.alerts.push({ at: middle, value: (bucket.alerts / lasted) * unitMs })
    result.held += Math.max(0, bucket.events - bucket.alerts)
  }
  return result
}
