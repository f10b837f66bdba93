import { LOADER_GROUP } from '../../ingest/load/loader.ts'
import type { Log } from '../../ingest/log/log.ts'
import { BackupError } from './backup-error.ts'

const READ = { maxRecords: 1, maxBytes: 1, waitMs: 500 }
/** Joining a group on Kafka takes some seconds; a member that was killed is missed after half a minute. */
const MAX_READS = 120

/** Sets where the loaders go on. Rejects with BackupError when another process loads. */
export async function setLoaderPlaces(
  log: Log,
  places: readonly { partition: string; loadFrom: number }[],
): Promise<void> {
  const consumer = await log.consumer(LOADER_GROUP)
  try {
    for (let reads = 0; ; reads++) {
      const holding = consumer.holding()
      if (places.every(({ partition }) => holding.includes(partition))) break
      if (reads === MAX_READS) {
        throw new BackupError('Another process loads from this log. Stop all processes with the role load.')
      }
      await consumer.read(READ)
    }
    for (const { partition, loadFrom } of places) await consumer.commit(partition, loadFrom)
  } finally {
    await consumer.close()
  }
}
