/** A record to append: `key` is its scope, `value` its JSON bytes. */
export interface Entry {
  key: string
  value: Uint8Array
}

/** A record as read: its offset within the partition and its arrival on the log in epoch milliseconds. */
export interface StoredEntry extends Entry {
  offset: number
  appendedAt: number
}

/** Records of one partition in offset order. */
export interface Batch {
  partition: string
  entries: StoredEntry[]
}

/** How much to read at once and how long to wait (milliseconds) for the first record. */
export interface ReadOptions {
  maxRecords: number
  maxBytes: number
  waitMs: number
}

/** A reader of the partitions that it is assigned. Not for concurrent use. */
export interface Consumer {
  /** The next records of one partition, or undefined when none came within `waitMs`. */
  read(options: ReadOptions): Promise<Batch | undefined>
  /** The next read of this partition begins at `offset`. Nothing when the partition is not assigned to it. */
  seek(partition: string, offset: number): void
  /**
   * The partitions that are certainly this consumer's now. None while the group is being rearranged, or when its
   * membership was not confirmed for so long that another may have taken its place.
   */
  holding(): string[]
  /**
   * Makes `offset` (exclusive: the next to read) the group's place in the partition. Rejects when the partition is
   * another's by now.
   */
  commit(partition: string, offset: number): Promise<void>
  close(): Promise<void>
}

/**
 * Where a consumer begins in a partition that it is assigned: an offset, or undefined for the group's committed one.
 * Asked anew for every partition whenever the group was rearranged, also for those that the consumer keeps.
 */
export type StartAt = (partition: string) => Promise<number | undefined>

/** Whether a record's partition should be read before others. Asked once for each record; it has to be quick. */
export type IsUrgent = (value: Uint8Array) => boolean

/**
 * The one door: an ordered, durable log in partitions. Records of one scope stay in order on one partition.
 * Partition names contain the log's identity, so that offsets of another log are never mistaken for this one's.
 */
export interface Log {
  readonly transport: 'embedded' | 'kafka'
  /** Bytes of the largest value that should go onto it; it may refuse a larger one with RecordTooLargeError. */
  readonly maxRecordBytes: number
  /** Resolves when all entries are durable; rejects with LogUnavailableError when they may not be. */
  append(entries: Entry[]): Promise<void>
  /** The partition that records of this key belong to. */
  partitionOf(key: string): string
  /** Appends to a given partition: what was found in a partition goes back to it. */
  appendTo(partition: string, entries: Entry[]): Promise<void>
  /**
   * Consumers of the same group share the partitions; a group of its own reads everything. Of the partitions that have
   * records waiting, those with one that `isUrgent` are read more often; the order within each stays.
   */
  consumer(group: string, startAt?: StartAt, isUrgent?: IsUrgent): Promise<Consumer>
  /** Partition names with their first kept offset and their end (the next offset to be written). */
  partitions(): Promise<{ partition: string; start: number; end: number }[]>
  /** The group's committed offset in each partition (0 where none). */
  committed(group: string): Promise<Map<string, number>>
  close(): Promise<void>
}

/** The log never takes this record: sending it again is of no use. */
export class RecordTooLargeError extends Error {
  override readonly name = 'RecordTooLargeError'

  /** `most` when it is known. */
  constructor(bytes: number, most?: number) {
    super(`A record has ${bytes} bytes, more than the log takes${most === undefined ? '' : ` (${most})`}.`)
  }
}

/** Bytes of the largest record that is understood, of those that come from outside: others write to Kafka too. */
export const MAX_INPUT_BYTES = 16_777_216

/**
 * Bytes of the largest record that is taken in from outside: half of what the log takes, for what is found of it (an
 * alert, with what was decided about it) goes back onto the log.
 */
export function maxInputBytes({ maxRecordBytes }: Pick<Log, 'maxRecordBytes'>): number {
  return Math.min(MAX_INPUT_BYTES, Math.floor(maxRecordBytes / 2))
}

/** The log cannot take records now: answer 503 and try again later. */
export class LogUnavailableError extends Error {
  override readonly name = 'LogUnavailableError'
}
