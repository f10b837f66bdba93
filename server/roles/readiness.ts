import type { Database } from '../../ingest/database/database.ts'
import type { Log } from '../../ingest/log/log.ts'
import { encodeRecord } from '../../schema/records/record.ts'
import type { ReadinessCheck } from '../api/options.ts'

/** A log that remembers whether it could be written. */
export interface WatchedLog {
  log: Log
  /** Rejects when the log cannot be read, or could not be written and still cannot. */
  ready: ReadinessCheck
}

/** Nobody's tick counts for nothing: it only tries the log out. */
const TRIAL = encodeRecord({ type: 'tick', elapsedMs: 1, owner: 'readiness' })

/**
 * Watches the appends to a log. After one that failed a check appends by itself: who was found not ready is sent
 * no records that could show that it is ready again.
 */
export function watchLog(log: Log): WatchedLog {
  let failed = false

  async function watched(append: () => Promise<void>): Promise<void> {
    try {
      await append()
      failed = false
    } catch (error) {
      failed = true
      throw error
    }
  }

  const own: Log = {
    ...log,
    append: (entries) => watched(() => log.append(entries)),
    appendTo: (partition, entries) => watched(() => log.appendTo(partition, entries)),
  }
  return {
    log: own,
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
