import { toTimestamp } from '../../../schema/records/time.ts'
import type { SimulatedChange } from '../faults/fault.ts'
import { impairedRules, ROOT_RULES } from '../rules.ts'
import type { NoiseContext, NoiseDraft, NoisePlan } from './noise.ts'

const MINUTE_MS = 60_000

/** Announced work on a machine: it goes away for a while, and what runs on it with it. */
export function maintenance(
  plans: NoisePlan['maintenance'],
  { estate, idPrefix, from, random }: NoiseContext,
): NoiseDraft {
  const draft: NoiseDraft = { episodes: [], changes: [] }
  plans.forEach(({ thing, from: offset, durationMs }, index) => {
    const begins = from + offset
    const ends = begins + durationMs
    draft.changes.push(window(`${idPrefix}-maintenance-${index}`, thing, begins, ends))
    const add = (id: string, rule: (typeof ROOT_RULES)['nodeNotReady']) => {
      const starts = begins + random.between(3, 6) * MINUTE_MS
      const over = ends - random.between(4, 8) * MINUTE_MS
      draft.episodes.push({ rule, thing: id, from: Math.round(starts), to: Math.round(over) })
    }
    add(thing, ROOT_RULES.nodeNotReady)
    for (const id of estate.sufferers(thing)) {
      const [first] = impairedRules(estate.thing(id))
      if (first) add(id, first)
    }
  })
  return draft
}

function window(id: string, thing: string, begins: number, ends: number): SimulatedChange {
  return {
    type: 'change',
    id,
    source: 'servicenow',
    kind: 'maintenance',
    at: toTimestamp(begins),
    endedAt: toTimestamp(ends),
    by: 'Mira Okafor',
    entity: { type: 'node', name: thing },
    summary: `kernel update of ${thing}`,
  }
}
