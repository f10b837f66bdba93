import type { Database } from '../../ingest/database/database.ts'
import type { Log } from '../../ingest/log/log.ts'
import { encodeRecord } from '../../schema/records/record.ts'
import type { ReadinessCheck } from '../api/options.ts'

/** A log that remembers whether it could be written. */
export interface WatchedLog {
  log: Log
  /** Rejects when the log cannot be read, or could not be written and still cannot. */
  ready: ReadinessCheck
  /** How long the oldest write that is still under way has taken, in milliseconds; 0 when there is none. */
  stalledMs(): number
}

/** Nobody's tick counts for nothing: it only tries the log out. */
const TRIAL = encodeRecord({ type: 'tick', elapsedMs: 1, owner: 'readiness' })

/**
 * Watches the appends to a log. After one that failed a check appends by itself: who was found not ready is sent
 * no records that could show that it is ready again.
 */
export function watchLog(log: Log, monotonic: () => number): WatchedLog {
  let failed = false
  /** When the writes under way began, oldest first. */
  const writing = new Set<{ since: number }>()

  async function watched(append: () => Promise<void>): Promise<void> {
    const write = { since: monotonic() }
    writing.add(write)
    try {
      await append()
      failed = false
    } catch (error) {
      failed = true
      throw error
    } finally {
      writing.delete(write)
    }
  }

  const own: Log = {
    ...log,
    append: (entries) => watched(() => log.append(entries)),
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
        if (failed) await own.append([{ key: '', value: TRIAL }])
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
