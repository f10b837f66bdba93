import { duration } from './format/duration.ts'
import { moment } from './format/time.ts'
import type { Connection } from './stream.ts'

/** Why what is shown may be old or incomplete: said on every page. */
export interface Notice {
  title: string
  /** Sentences, the most important first. */
  lines: string[]
}

/** What is known of Barograph and of the way to it. */
export interface Known {
  connection: Connection
  /** Milliseconds that a record waits before it is shown; undefined before the first reading. */
  waitMs: number | undefined
  /** What Barograph says is wrong with it, as of its last answer. */
  problems: readonly string[]
  /** Why its last answer about itself is missing. */
  unanswered: string | undefined
}

/** A connection that breaks is most often back before this. */
const LOST_MS = 5_000
const OLD_MS = 60_000

/** What is to be said now, undefined while all is well. */
export function noticeOf(known: Known, now: number): Notice | undefined {
  const { connection, waitMs, unanswered } = known
  const lost = connection.state === 'broken' && now - connection.since >= LOST_MS
  if (lost || unanswered !== undefined) {
    const title = lost
      ? `This page has heard nothing from Barograph since ${moment(connection.since, now, true)}.`
      : 'Barograph does not say how it is.'
    const meaning = 'What you see is from before; new incidents may be missing.'
    if (unanswered !== undefined) return { title, lines: [`${meaning} ${unanswered}`] }
    // The connection is broken but questions are answered: the answers count.
    return { title, lines: [`${meaning} This page keeps trying.`, ...known.problems] }
  }
  if (known.problems.length > 0)
    return { title: 'What you see may be old or incomplete.', lines: [...known.problems] }
  if (waitMs === undefined || waitMs < OLD_MS) return undefined
  const lines = ['More arrives than is being worked off. Nothing is lost; it catches up by itself.']
  return { title: `What you see may be ${duration(waitMs)} old.`, lines }
}
