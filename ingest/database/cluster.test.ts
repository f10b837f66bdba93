import { expect, test } from 'vitest'
import { onEveryServer, onThisCluster } from './cluster.ts'

test("a table's definition goes from one server to a cluster and back", () => {
  const plain =
    '(`a` String, INDEX i a TYPE set(4) GRANULARITY 1) ENGINE = ReplacingMergeTree(log_offset, is_deleted) ORDER BY a SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1'
  const replicated = onThisCluster('main', plain)
  expect(replicated).toContain(
    "ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{database}/{table}/{shard}', '{replica}', log_offset, is_deleted) ORDER",
  )
  expect(replicated).toContain(
    'SETTINGS replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 604800, fsync',
  )
  expect(onEveryServer(replicated)).toBe(plain)
  expect(onThisCluster(undefined, plain)).toBe(plain)
  const bare = '(`a` String) ENGINE = MergeTree ORDER BY a'
  expect(onEveryServer(onThisCluster('main', bare))).toBe('(`a` String) ENGINE = MergeTree() ORDER BY a')
})
