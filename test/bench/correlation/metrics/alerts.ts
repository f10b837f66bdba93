import { toTimestamp } from '../../../../schema/records/time.ts'
import type { Dataset } from '../../datasets/dataset.ts'
import { deviationOf, normalOf } from './robust.ts'

/** One statistic of a metric of a thing: a value per time, NaN where there is none. */
export interface Series {
  entity: string
  metric: string
  normal: readonly number[]
  /** Values that may be abnormal, one for each time. */
  values: readonly number[]
}

/** When a metric that leaves what is normal becomes an alert. */
export interface Rule {
  /** Standard deviations. */
  threshold: number
  /** For how many values in a row it must be outside, or inside again. */
  inARow: number
}

/**
 * The alerts of some metrics: a metric of a thing alerts from when one of its statistics is so far outside what is
 * normal, by median and MAD, until all are inside again. It alerts once, up or down as the farthest of them was when
 * it began. Nothing but what is normal and the past is known. Times are epoch milliseconds; ids begin with the prefix.
 */
export function alertsOf(
  series: readonly Series[],
  times: readonly number[],
  { threshold, inARow }: Rule,
  source: string,
  prefix: string,
): Dataset['alerts'] {
  const alerts: Dataset['alerts'] = []
  for (const [key, statistics] of byMetric(series)) {
    const { entity, metric } = statistics[0] ?? { entity: '', metric: '' }
    const known = statistics.flatMap(({ normal, values }) => {
      const usual = normalOf(normal)
      return usual ? [{ usual, values }] : []
    })
    let firing: string | undefined
    let differently = 0
    times.forEach((time, i) => {
      const farthest = known
        .map(({ usual, values }) => deviationOf(values[i] ?? Number.NaN, usual))
        .reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0)
      const outside = Math.abs(farthest) >= threshold
      differently = outside === (firing !== undefined) ? 0 : differently + 1
      if (differently < inARow) return
      differently = 0
      const name = firing ?? `${metric} ${farthest > 0 ? 'up' : 'down'}`
      alerts.push({
        source,
        externalId: `${prefix}-${key}-${i}`,
        status: firing === undefined ? 'firing' : 'resolved',
        severity: metric === 'availability' ? 'high' : 'warning',
        name,
        summary: `${metric} of ${entity} is ${Math.abs(farthest).toFixed(0)} deviations ${farthest > 0 ? 'above' : 'below'} normal`,
        at: toTimestamp(time),
        entity: { type: 'service', name: entity },
        labels: { entity },
      })
      firing = firing === undefined ? name : undefined
    })
    const last = times.at(-1)
    const begun = alerts.at(-1)
    // What is outside to the last is over with the recording, one step later.
    if (firing !== undefined && begun && last !== undefined)
      alerts.push({
        ...begun,
        externalId: `${prefix}-${key}-end`,
        status: 'resolved',
        at: toTimestamp(2 * last - (times.at(-2) ?? last)),
      })
  }
  return alerts
}

function byMetric(series: readonly Series[]): Map<string, Series[]> {
  const groups = new Map<string, Series[]>()
  for (const one of series) {
    const key = `${one.entity}-${one.metric}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return groups
}
