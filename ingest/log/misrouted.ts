import type { LogRecord } from '../../schema/records/record.ts'
import type { Log } from './log.ts'

/** A record that another program may have put on the log. */
export type Portable = Extract<LogRecord, { type: 'alert' | 'change' | 'topology' }>

/**
 * The record when it lies on a partition that its scope does not belong to: programs that choose partitions in
 * another way than Kafka's own clients, or write no key, put it there. What belongs together must come in order, so
 * the correlator sends it where it belongs, and nobody else heeds it here. Undefined for any other record.
 */
export function misrouted(
  log: Pick<Log, 'partitionOf'>,
  partition: string,
  offset: number,
  record: { type: LogRecord['type'] } & Partial<LogRecord>,
): Portable | undefined {
  if (!isPortable(record) || log.partitionOf(record.scope) === partition) return undefined
  // Should it be sent on twice, it counts once by this id.
  if (record.type === 'alert') return { ...record, externalId: record.externalId ?? `${partition}-${offset}` }
  return record
}

function isPortable(record: { type: LogRecord['type'] }): record is Portable {
  return record.type === 'alert' || record.type === 'change' || record.type === 'topology'
}
