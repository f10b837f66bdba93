import type { Rule } from '../rules.ts'
import type { NoiseContext, NoiseDraft } from './noise.ts'

const HOUR_MS = 3_600_000

const HIT_RATIO: Rule = {
  name: 'HitRatioLow',
  tool: 'prometheus',
  severity: 'warning',
  summary: ({ id }) => `the hit ratio of ${id} is under 80 %`,
}

/** A threshold that was never right: the alert fires most of every hour. */
export function chronic(things: readonly string[], { from, until, random }: NoiseContext): NoiseDraft {
  const episodes = things.flatMap((thing) => {
    const hours = Math.ceil((until - from) / HOUR_MS)
    return Array.from({ length: hours }, (_, hour) => {
      const begins = from + hour * HOUR_MS + random.between(2, 8) * 60_000
      const ends = begins + random.between(40, 49) * 60_000
      return { rule: HIT_RATIO, thing, from: Math.round(begins), to: Math.round(ends) }
    })
  })
  return { episodes: episodes.filter((episode) => episode.from < until), changes: [] }
}
