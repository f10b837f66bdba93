import type { Database } from '../../ingest/database/database.ts'
import { type Log, RecordTooLargeError } from '../../ingest/log/log.ts'
import type { ReadinessCheck } from '../api/options.ts'
import { TRIAL } from './probe.ts'

/** A log that remembers whether it could be written. */
export interface WatchedLog {
  log: Log
  /** Rejects when the log cannot be read, or could not be written and still cannot. */
  ready: ReadinessCheck
  /** How long the oldest write that is still under way has taken, in milliseconds; 0 when there is none. */
  stalledMs(): number
}

/** A part that does not answer within this is not usable. */
const PATIENCE_MS = 3000

/** Why a part cannot be used, in words; undefined when it can. */
export async function faultOf({ check }: ReadinessCheck): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS)
  })
  try {
    await Promise.race([check(), late])
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : 'cannot be used'
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Watches the appends to a log. After one that failed a check appends by itself: who was found not ready is sent
 * no records that could show that it is ready again.
 */
export function watchLog(log: Log, monotonic: () => number): WatchedLog {
  /** Intake cannot be written, or what was found cannot: a full log still takes the latter. */
  let intakeFailed = false
  let findingsFailed = false
  /** When the writes under way began, oldest first. */
  const writing = new Set<{ since: number }>()

  async function watched(append: () => Promise<void>): Promise<void> {
    const write = { since: monotonic() }
    writing.add(write)
    try {
      await append()
      findingsFailed = false
    } catch (error) {
      // Not the log's fault, and no proof that it can be written.
      findingsFailed ||= !(error instanceof RecordTooLargeError)
      throw error
    } finally {
      writing.delete(write)
    }
  }

  const own: Log = {
    ...log,
    async append(entries) {
      try {
        await watched(() => log.append(entries))
        intakeFailed = false
      } catch (error) {
        intakeFailed ||= !(error instanceof RecordTooLargeError)
        throw error
      }
    },
    appendTo: (partition, entries) => watched(() => log.appendTo(partition, entries)),
  }
  return {
    log: own,
    stalledMs() {
      for (const { since } of writing) return monotonic() - since
      return 0
    },
    ready: {
      part: 'log',
      async check() {
        await log.partitions()
        if (intakeFailed || findingsFailed) await own.append([{ key: '', value: TRIAL }])
      },
    },
  }
}

/** Runs a real query; rejects when the database does not answer it. */
export function readyDatabase(database: Database): ReadinessCheck {
  return {
    part: 'database',
    async check() {
      await database.query('SELECT count() FROM incidents WHERE scope = {scope:String}', { scope: '' })
    },
  }
}
