import type { ClickHouseClient } from '@clickhouse/client'
import { DatabaseError } from './database.ts'

/** Where replicas of a table find one another; ClickHouse fills in the names, `shard` and `replica` from its macros. */
const REPLICATION = "'/clickhouse/tables/{database}/{table}/{shard}', '{replica}'"
/** A week: an insert whose answer got lost may be repeated only when a long outage is over. */
const REMEMBERED_SECONDS = 7 * 86_400
const CLUSTER_NAME = /^[\w.-]{1,128}$/

/** What DDL says after the name of its database or table, to be carried out on every replica; '' without a cluster. */
export function onCluster(cluster: string | undefined): string {
  return cluster === undefined ? '' : ` ON CLUSTER '${cluster}'`
}

/** An engine clause as it is on one server, for tables of this cluster. */
export function engineOn(cluster: string | undefined, engine: string): string {
  if (cluster === undefined) return engine
  return engine.replace(/^(\w*MergeTree)(?:\(([^)]*)\))?/, (_, name, parameters) => {
    return `Replicated${name}(${REPLICATION}${parameters ? `, ${parameters}` : ''})`
  })
}

/** The settings of a table that say how many inserts it remembers by their tokens. */
export function deduplicationWindow(cluster: string | undefined, inserts: number): string {
  if (cluster === undefined) return `non_replicated_deduplication_window = ${inserts}`
  return `replicated_deduplication_window = ${inserts}, replicated_deduplication_window_seconds = ${REMEMBERED_SECONDS}`
}

const REPLICATED = /\bENGINE = Replicated(\w*MergeTree)\('[^']*', '[^']*'(?:, )?/
const REPLICATED_WINDOW =
  /\breplicated_deduplication_window = (\d+), replicated_deduplication_window_seconds = \d+/
const PLAIN_WINDOW = /\bnon_replicated_deduplication_window = (\d+)/

/** A table's definition as it is without a cluster. */
export function onEveryServer(definition: string): string {
  return definition
    .replace(REPLICATED, 'ENGINE = $1(')
    .replace(REPLICATED_WINDOW, (_, inserts) => deduplicationWindow(undefined, Number(inserts)))
}

/** A definition of `onEveryServer` as it is on this cluster. */
export function onThisCluster(cluster: string | undefined, definition: string): string {
  if (cluster === undefined) return definition
  return definition
    .replace(/(?<=\bENGINE = )\w*MergeTree(?:\([^)]*\))?/, (engine) => engineOn(cluster, engine))
    .replace(PLAIN_WINDOW, (_, inserts) => deduplicationWindow(cluster, Number(inserts)))
}

/**
 * Rejects with DatabaseError when the server knows no such cluster, or when it has several shards: an insert goes
 * to one of them and a query would see only that one's rows.
 */
export async function checkCluster(
  client: ClickHouseClient,
  cluster: string,
  signal: AbortSignal,
): Promise<void> {
  if (!CLUSTER_NAME.test(cluster))
    throw new DatabaseError(`CLICKHOUSE_CLUSTER: ${cluster} is no name of a cluster`, false)
  const result = await client.query({
    query: 'SELECT DISTINCT shard_num FROM system.clusters WHERE cluster = {cluster:String}',
    format: 'JSONEachRow',
    query_params: { cluster },
    abort_signal: signal,
  })
  const shards = (await result.json()).length
  if (shards === 1) return
  const reason =
    shards === 0
      ? 'ClickHouse knows no cluster of this name; system.clusters lists those that it knows'
      : `it has ${shards} shards, and every replica must hold all rows: name a cluster of one shard`
  throw new DatabaseError(`CLICKHOUSE_CLUSTER: ${cluster}: ${reason}`, false)
}
