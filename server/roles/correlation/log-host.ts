import { type Entry, type Log, RecordTooLargeError } from '../../../ingest/log/log.ts'
import type { SnapshotStore } from '../../../ingest/log/snapshots.ts'
import type { Logger } from '../../logger.ts'
import type { CutFindings } from './cut-findings.ts'
import type { CorrelationHost } from './host.ts'

/** What a correlation is given of a log. */
export interface LogHostOptions {
  log: Log
  snapshots: SnapshotStore
  logger: Logger
  /** Whether a partition is certainly this process's now. */
  holds: (partition: string) => boolean
  /** Told when what an owner found of the inputs below an offset is on the log. */
  onAnswered: (partition: string, owner: string, upTo: number) => void
  /** Told when what an owner found did not get onto the log, for the partition is another's. */
  onLost: (partition: string, owner: string) => void
}

/** The name of the correlator's snapshots. */
export const CORRELATOR_SNAPSHOT = 'correlator'
const RETRY_MS = 500

/** The partition was given to another while findings of this process were not on the log yet. */
class PartitionLostError extends Error {
  override readonly name = 'PartitionLostError'
}

/** What correlating partitions needs of a log. */
export function logHost(options: LogHostOptions): CorrelationHost {
  const { log, snapshots, logger, holds } = options

  async function appendFindings(
    name: string,
    owner: string,
    found: CutFindings,
    upTo: number,
  ): Promise<boolean> {
    if (found.leftOut.length > 0) {
      logger.error(
        { partition: name, lists: found.leftOut },
        'findings larger than a record of the log were left out; a larger max.message.bytes of its topic lets them through',
      )
    }
    let values = found.values
    for (;;) {
      try {
        for (let value = values[0]; value; value = values[0]) {
          await log.appendTo(name, [{ key: '', value }])
          values = values.slice(1)
        }
        options.onAnswered(name, owner, upTo)
        return true
      } catch (error) {
        if (error instanceof RecordTooLargeError) return false
        logger.warn({ error, partition: name }, 'findings could not be appended; trying again')
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
        if (holds(name)) continue
        options.onLost(name, owner)
        throw new PartitionLostError(`${name} is another's now`, { cause: error })
      }
    }
  }

  async function forward(entries: Entry[]): Promise<void> {
    try {
      await log.append(entries)
    } catch (error) {
      if (!(error instanceof RecordTooLargeError)) throw error
      if (entries.length > 1) for (const entry of entries) await forward([entry])
      else logger.error({ error, scope: entries[0]?.key }, 'a record could not be sent on to its partition')
    }
  }

  return {
    append: (name, value) => log.appendTo(name, [{ key: '', value }]),
    appendFindings,
    forward,
    partitionsOf: async (scopes) => new Map(scopes.map((scope) => [scope, log.partitionOf(scope)])),
    loadSnapshot: (name) => snapshots.load(CORRELATOR_SNAPSHOT, name),
    async saveSnapshot(name, snapshot) {
      // Whoever has it now may have claimed it before the findings of this state: then these do not count.
      if (!holds(name)) throw new PartitionLostError(`${name} is another's now`)
      await snapshots.save(CORRELATOR_SNAPSHOT, name, snapshot)
    },
  }
}
