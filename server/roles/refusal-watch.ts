import { SEVERITIES, type Severity } from '../../schema/severity.ts'
import { type OwnProblem, refusedProblem } from './problem-words.ts'

const REMEMBERED_MS = 60_000
const BUCKET_MS = 5_000
const WORST_FIRST = ['unread', ...SEVERITIES] as const

/** Remembers the requests that were refused within the last minute. */
export interface RefusalWatch {
  note(severity: Severity | 'unread'): void
  problems(): OwnProblem[]
}

/** A watch that saw nothing refused; `monotonic` is in milliseconds. */
export function createRefusalWatch(monotonic: () => number): RefusalWatch {
  let buckets: { at: number; counts: Map<Severity | 'unread', number> }[] = []
  return {
    note(severity) {
      const at = Math.floor(monotonic() / BUCKET_MS) * BUCKET_MS
      let last = buckets.at(-1)
      if (last?.at !== at) {
        last = { at, counts: new Map() }
        buckets = [...buckets.filter((one) => one.at > at - REMEMBERED_MS), last]
      }
      last.counts.set(severity, (last.counts.get(severity) ?? 0) + 1)
    },
    problems() {
      const recent = buckets.filter(({ at }) => at > monotonic() - REMEMBERED_MS)
      const counts = WORST_FIRST.map((severity) => ({
        severity,
        requests: recent.reduce((sum, bucket) => sum + (bucket.counts.get(severity) ?? 0), 0),
      })).filter(({ requests }) => requests > 0)
      const worst = counts[0]
      if (!worst) return []
      return [
        refusedProblem(
          counts.reduce((sum, { requests }) => sum + requests, 0),
          worst.severity,
        ),
      ]
    },
  }
}
