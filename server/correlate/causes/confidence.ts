/** Nobody is certain from alerts alone. */
const MOST = 0.94
/** How sharply a lead turns into belief among the others, in nats. */
const TEMPERATURE = 1.5

/**
 * How likely each of the best candidates is the cause, 0 to 1, by their scores, best first: the first one by its score
 * and its lead, the others by what that leaves.
 */
export function confidences(scores: readonly number[]): number[] {
  const [first, second = 0] = scores
  if (first === undefined) return []
  const lead = first > 0 ? Math.min(1, (first - Math.max(0, second)) / first) : 0
  const sure = Math.min(MOST, believable(first, lead))
  const rest = scores.slice(1).map((score) => Math.exp((score - first) / TEMPERATURE))
  const total = rest.reduce((sum, weight) => sum + weight, 0)
  return [sure, ...rest.map((weight) => Math.min(sure, ((1 - sure) * weight) / Math.max(total, 1)))]
}

function believable(score: number, lead: number): number {
  return 1 / (1 + Math.exp(-(-1.2 + 3 * lead + 0.15 * Math.min(score, 12))))
}
