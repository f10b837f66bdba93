import { openEmbeddedLog } from '../../ingest/log/embedded.ts'
import type { Log } from '../../ingest/log/log.ts'
import type { SnapshotStore } from '../../ingest/log/snapshots.ts'
import type { LogFiles } from '../backup/back-up.ts'
import type { ProcessOptions } from '../process.ts'
import { type KafkaSettings, kafkaConnection } from '../settings/kafka.ts'

/** The log that the settings name, with what belongs to it. */
export interface OpenLog {
  log: Log
  snapshots: SnapshotStore
  /** Removes what the retention does not keep; a broker does that by itself. */
  trim(): Promise<void>
  /** Undefined on Kafka, which keeps its topics itself. */
  files: LogFiles | undefined
}

/** What opening the log needs. */
type LogOptions = Omit<ProcessOptions, 'paneFolder' | 'correlate' | 'preview'>

/** Opens the log: Kafka's where brokers are named, else the embedded one. Rejects when it cannot be opened. */
export async function openLog(options: LogOptions): Promise<OpenLog> {
  const { settings, file, clock, newId } = options
  if (settings.kafka) return openOnKafka(options, settings.kafka)
  const log = await openEmbeddedLog({
    dataDir: settings.dataDir,
    clock,
    newId,
    retention: { days: file.retention.logDays, bytes: file.retention.logBytes },
  })
  return { log, snapshots: log.snapshots, trim: () => log.trim(), files: log }
}

async function openOnKafka(options: LogOptions, kafka: KafkaSettings): Promise<OpenLog> {
  const { monotonic, newId, logger } = options
  // Loaded only where it is used: it is a tenth of what a start on the embedded log would load.
  const { openKafkaLog } = await import('../../ingest/log/kafka.ts')
  const log = await openKafkaLog({
    connection: await kafkaConnection(kafka),
    prefix: kafka.prefix,
    partitions: kafka.partitions,
    replication: kafka.replication,
    monotonic,
    newId,
    report: (message, error) => logger.warn({ error }, message),
  })
  return { log, snapshots: log.snapshots, trim: async () => undefined, files: undefined }
}
