/** Nobody is certain from alerts alone. */
const MOST = 0.94
/** Where one thing alone alerts, it is possible that it began there: nothing else is known. */
const ALONE = 0.4
/** How sharply a lead turns into belief among the others, in nats. */
const TEMPERATURE = 1.5
/**
 * How often leading causes were right, by a logistic regression on the first halves of two labelled sets (a
 * microservice system recorded with injected faults, and simulated estates; test/bench/correlation): by the lead over
 * the second, the score, and what who alerts of those that need it gives to it, all in nats and bounded.
 */
const LOGIT = { none: -2.1, lead: 0.39, score: 0.2, reach: 0.39 } as const
const MOST_LEAD = 6
const MOST_SCORE = 12
const MOST_REACH = 6

/** A candidate as far as it decides how likely candidates are. */
export interface Weighed {
  score: number
  reach: number
}

/**
 * How likely each of the best candidates is the cause, 0 to 1, best first: the first one as often as such leading causes
 * were right, the others by what that leaves. `alone`: one thing alone alerts.
 */
export function confidences(best: readonly Weighed[], alone: boolean): number[] {
  const [first, second] = best
  if (!first) return []
  const lead = first.score - Math.max(0, second?.score ?? 0)
  const logit =
    LOGIT.none +
    LOGIT.lead * bounded(lead, MOST_LEAD) +
    LOGIT.score * bounded(first.score, MOST_SCORE) +
    LOGIT.reach * bounded(first.reach, MOST_REACH)
  const sure = Math.max(alone ? ALONE : 0, Math.min(MOST, 1 / (1 + Math.exp(-logit))))
  const rest = best.slice(1).map(({ score }) => Math.exp((score - first.score) / TEMPERATURE))
  const total = rest.reduce((sum, weight) => sum + weight, 0)
  return [sure, ...rest.map((weight) => Math.min(sure, ((1 - sure) * weight) / Math.max(total, 1)))]
}

function bounded(value: number, most: number): number {
  return Math.max(0, Math.min(most, value))
}
