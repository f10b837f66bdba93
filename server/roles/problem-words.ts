import type { BrokenParts } from '../../ingest/database/broken-parts.ts'
import type { StageStatus } from '../../schema/api/status.ts'

/** Something that is wrong with Barograph itself. */
export interface OwnProblem {
  /** A sentence that says what it means for the reader. */
  words: string
  /** Barograph cannot see, or cannot show, what is going on. */
  blind: boolean
}

const count = new Intl.NumberFormat('en-GB')

/** What a stage's state means for the reader; nothing when it is well. */
export function stageProblem({ stage, waiting, lateSeconds, state }: StageStatus): OwnProblem[] {
  if (state === 'ok') return []
  const records = `${count.format(waiting)} ${waiting === 1 ? 'record waits' : 'records wait'}`
  const late = duration(lateSeconds)
  const words = {
    load: {
      late: `Loading is ${late} late: ${records} to be written into the database; what you see may be that old.`,
      stopped: `Loading has stopped: ${records} to be written into the database, the oldest for ${late}; what you see does not change any more.`,
      unknown: 'Nobody can tell how far loading is: what you see may be old.',
    },
    correlate: {
      late: `Correlation is ${late} late: ${records}; incidents may be missing.`,
      stopped: `Correlation has stopped: ${records}, the oldest for ${late}; new alerts make no incidents.`,
      unknown: 'Nobody can tell how far correlation is: incidents may be missing.',
    },
  }
  return [{ words: words[stage][state], blind: true }]
}

/** What it means that a part cannot be used, with the reason that it gave. */
export function partProblem(part: string, reason: string): OwnProblem {
  const means =
    part === 'log'
      ? 'The log cannot be used: nothing new is taken in, and senders are told to try again'
      : part === 'database'
        ? 'The database does not answer: what you see is old or missing, though alerts are still taken in'
        : `The part "${part}" cannot be used`
  return { words: `${means} (${reason.replace(/\.$/, '')}).`, blind: true }
}

/** What it means that ClickHouse set damaged parts of a table aside. */
export function brokenProblem({ table, parts }: BrokenParts): OwnProblem {
  const what = parts === 1 ? 'a damaged part' : `${count.format(parts)} damaged parts`
  const words = `ClickHouse set ${what} of the table ${table} aside when it started: rows may be missing from what you see. A backup may have them; to give them up, drop what system.detached_parts lists.`
  return { words, blind: false }
}

/** What it means that the log does not confirm writes. */
export function stalledProblem(stalledMs: number): OwnProblem {
  const words = `The log has not confirmed a write for ${duration(stalledMs / 1000)}: what was sent since then is not taken in yet.`
  return { words, blind: true }
}

/** What it means that this process stood still. */
export function stuckProblem(stuckMs: number): OwnProblem {
  const words = `This process stood still for ${duration(stuckMs / 1000)} within the last minute: it has too little CPU or was halted, and what it shows came late.`
  return { words, blind: true }
}

/** What it means that requests were refused. */
export function refusedProblem(requests: number, worst: string): OwnProblem {
  const known = worst !== 'unread'
  const what = known ? `the worst of them ${worst}` : 'what was in some of them is not known'
  const words = `More comes in than can be written: ${count.format(requests)} ${requests === 1 ? 'request was' : 'requests were'} refused within the last minute, ${what}; their senders were told to send again.`
  return { words, blind: !known || worst === 'critical' || worst === 'high' }
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  return `${Math.round(seconds / 3600)} h`
}
