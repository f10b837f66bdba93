import { type Database, DatabaseError } from '../database/database.ts'
import type { ArrivalDefaults } from '../log/decode-entry.ts'
import type { StoredEntry } from '../log/log.ts'
import { insertOnce } from './insert-once.ts'
import { cutInserts, halveInsert, type Insert, type RecordRows } from './inserts.ts'
import { withoutReplaced } from './replaced.ts'
import { undecodableRows } from './rows/reject.ts'

/** What was read and is being written, and whether the partition is still this loader's. */
export interface BatchInHand {
  partition: string
  entries: StoredEntry[]
  /** Of the assignment. */
  id: string
  ours: () => boolean
}

/** What became of rows: `lost` when the partition is another loader's, `stopped` when the database failed while stopping. */
export type Written = 'loaded' | 'lost' | 'stopped'

/** What writing rows needs. */
interface TableWriterOptions {
  database: Database
  arrivalDefaults: ArrivalDefaults
  logger: { warn(details: object, message: string): void }
  /** Tries until it succeeds; when stopping, once, and then undefined. */
  retry<T>(doing: string, action: () => Promise<T>): Promise<T | undefined>
}

const MAX_ROWS_PER_INSERT = 20_000

/** Writes the rows of a table, in offset order: those that do not fit it become rejects, and hold nothing up. */
export function tableWriter({ database, arrivalDefaults, logger, retry }: TableWriterOptions) {
  /** Inserts the rows of a table, without those that later ones of them replace. */
  async function writeTable(
    table: string,
    records: readonly RecordRows[],
    batch: BatchInHand,
  ): Promise<Written> {
    const last = withoutReplaced(table, records)
    for (const insert of cutInserts(table, batch.partition, last, MAX_ROWS_PER_INSERT)) {
      const done = await attempt(table, insert, batch)
      // Where a row is refused, what it would have replaced must stay.
      if (done instanceof DatabaseError) return writeWhatFits(table, records, batch)
      if (done !== 'loaded') return done
    }
    return 'loaded'
  }

  /** Inserts rows; of those whose values do not fit the table, which repeating does not mend, the records become rejects. */
  async function writeWhatFits(
    table: string,
    records: readonly RecordRows[],
    hand: BatchInHand,
  ): Promise<Written> {
    // Under a name of their own: other rows of these records may have been inserted.
    const batch = { ...hand, id: `${hand.id}.all` }
    for (const insert of cutInserts(table, batch.partition, records, MAX_ROWS_PER_INSERT)) {
      const done = await write(table, insert, batch)
      if (done !== 'loaded') return done
    }
    return 'loaded'
  }

  /** Inserts rows, and each record that does not fit becomes rejects before what comes after it is inserted. */
  async function write(table: string, insert: Insert, batch: BatchInHand): Promise<Written> {
    const done = await attempt(table, insert, batch)
    if (!(done instanceof DatabaseError)) return done
    const halves = halveInsert(table, batch.partition, insert)
    if (!halves) return refuse(table, insert.from, done, batch)
    for (const half of halves) {
      const written = await write(table, half, batch)
      if (written !== 'loaded') return written
    }
    return 'loaded'
  }

  /** Inserts rows; values that do not fit the table are an answer. */
  async function attempt(
    table: string,
    insert: Insert,
    { partition, id, ours }: BatchInHand,
  ): Promise<Written | DatabaseError> {
    const tryOnce = insertOnce(database, table, partition, insert, id)
    const done = await retry(`loading ${table}`, async () => {
      if (!ours()) return 'lost'
      return (await unfitness(tryOnce, table)) ?? 'loaded'
    })
    return done ?? 'stopped'
  }

  async function refuse(table: string, offset: number, error: Error, batch: BatchInHand): Promise<Written> {
    const { partition, entries } = batch
    const entry = entries.find((one) => one.offset === offset)
    if (!entry) throw new Error(`no record has the offset ${offset}`)
    logger.warn(
      { partition, offset, table, error: error.message },
      'a record does not fit its table and becomes a reject',
    )
    const scope = entry.key || arrivalDefaults.scope
    const reason = `its rows do not fit the table ${table}: ${error.message}`
    // Under a name of their own, these rows say nothing of which of the partition's rejects the table holds.
    const name = `${partition}.refused`
    const { rejects = [] } = undecodableRows(entry, { reason, path: '' }, scope, {
      log_partition: name,
      log_offset: offset,
    })
    const [insert] = cutInserts('rejects', name, [{ offset, rows: rejects }], MAX_ROWS_PER_INSERT)
    return insert ? write('rejects', insert, { ...batch, partition: name }) : 'loaded'
  }

  return writeTable
}

/** Attempts an insert; values that do not fit are an answer. There is no place for rejects that do not fit. */
async function unfitness(attempt: () => Promise<void>, table: string): Promise<DatabaseError | undefined> {
  try {
    await attempt()
    return undefined
  } catch (error) {
    if (error instanceof DatabaseError && error.unfit && table !== 'rejects') return error
    throw error
  }
}
