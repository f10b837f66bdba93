/** Values bound to {name:Type} placeholders. */
export type Parameters = Record<string, unknown>

/** One row as objects of column name to value. */
export type Row = Record<string, unknown>

/** The only way to ClickHouse. Errors are DatabaseError. */
export interface Database {
  /** The cluster over which the tables are replicated, if they are: DDL must name it (ingest/database/cluster.ts). */
  readonly cluster?: string
  /** Rows of a SELECT. 64-bit integers come as numbers, DateTime64 as 'YYYY-MM-DD hh:mm:ss.mmm' in UTC. */
  query<T = Row>(sql: string, parameters?: Parameters): Promise<T[]>
  /** Runs DDL. */
  execute(sql: string): Promise<void>
  /**
   * Inserts rows in one block; inserting again under the same token within the window changes nothing, even if a kill
   * left the token without its rows (see ingest/load/insert-once.ts).
   */
  insert(table: string, rows: Row[], token: string): Promise<void>
  /**
   * Resolves when no insert with this text in its token is being carried out, also of a process that is gone: what the
   * tables hold of it is what they will hold.
   */
  settled(tokenPart: string): Promise<void>
  /** Writes all rows that a table has at one moment into a new file: tab-separated, with column names, gzip. */
  dump(table: string, file: string): Promise<void>
  /** Inserts what `dump` wrote into an empty table with these columns. */
  fill(table: string, file: string): Promise<void>
  close(): Promise<void>
}

/**
 * A query or insert failed. `unavailable`: the database itself was not to be reached, so trying again may help.
 * `unfit`: a value does not fit its column, and never will.
 */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  readonly unavailable: boolean
  readonly unfit: boolean

  constructor(message: string, unavailable: boolean, cause?: unknown, unfit = false) {
    super(message, { cause })
    this.unavailable = unavailable
    this.unfit = unfit
  }
}
