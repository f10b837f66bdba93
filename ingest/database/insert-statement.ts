import { DatabaseError } from './database.ts'

const TABLE_NAME = /^[a-z_][a-z0-9_]*$/
const TOKEN = /^[\w:.-]{1,256}$/

/**
 * The INSERT that rows as JSON lines follow. Throws DatabaseError for a table name or token that could carry SQL.
 *
 * Settings stand in the statement: the embedded engine keeps those of a client for the whole session, and the next
 * insert would count as a repetition of this one. Waiting for an asynchronous insert costs time and its
 * deduplication differs, so it is off; an unknown column is a mistake of ours and must not be dropped silently. Indexes
 * that tell what need not be read are made when parts are merged: the few rows of an insert are read sooner. To parse in
 * several threads takes more time in all, and memory. Rows that replace one another are rare within an insert,
 * of which the loader sends the last only: to look for them costs more.
 */
export function insertStatement(table: string, token: string, settings: Record<string, number> = {}): string {
  checkTableName(table)
  if (!TOKEN.test(token)) throw new DatabaseError(`no deduplication token: ${token}`, false)
  const more = Object.entries(settings).map(([name, value]) => `, ${name} = ${value}`)
  return `INSERT INTO ${table} SETTINGS insert_deduplication_token = '${token}', async_insert = 0, input_format_skip_unknown_fields = 0, materialize_skip_indexes_on_insert = 0, input_format_parallel_parsing = 0, optimize_on_insert = 0${more.join('')} FORMAT JSONEachRow`
}

/** Throws DatabaseError for a table name that could carry SQL. */
export function checkTableName(table: string): void {
  if (!TABLE_NAME.test(table)) throw new DatabaseError(`no table name: ${table}`, false)
}
