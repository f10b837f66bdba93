import { type EmbeddedLog, openEmbeddedLog } from '../../ingest/log/embedded.ts'
import type { Log } from '../../ingest/log/log.ts'
import type { SnapshotStore } from '../../ingest/log/snapshots.ts'
import type { ProcessOptions } from '../process.ts'

/** The log that the settings name, with what belongs to it. */
export interface OpenLog {
  log: Log
  snapshots: SnapshotStore
  /** Removes what the retention does not keep; a broker does that by itself. */
  trim(): Promise<void>
}

/** Opens the log: Kafka's where brokers are named, else the embedded one. Rejects when it cannot be opened. */
export async function openLog(options: ProcessOptions): Promise<OpenLog> {
  const { settings, file, clock, newId } = options
  const log: EmbeddedLog = await openEmbeddedLog({
    dataDir: settings.dataDir,
    clock,
    newId,
    retention: { days: file.retention.logDays, bytes: file.retention.logBytes },
  })
  return { log, snapshots: log.snapshots, trim: () => log.trim() }
}
