import { setTimeout as delay } from 'node:timers/promises'
import { openLogAt } from '../support/kafka-log.ts'

// A member of a group that says how many partitions it holds, first all and then its share, goes on until it finds
// that it was stopped for long, and tells what it held from that moment on and how its commit went.
const [address = '', prefix = ''] = process.argv.slice(1)
const READ = { maxRecords: 1, maxBytes: 1_000, waitMs: 100 }
const LONG_MS = 4_000
const TICK_MS = 5

const log = await openLogAt(address, { partitions: 2, prefix })
const consumer = await log.consumer('group')
let last: { partition: string; next: number } | undefined

async function readUntilHolding(count: number): Promise<void> {
  while (consumer.holding().length !== count) {
    const batch = await consumer.read(READ)
    const offset = batch?.entries.at(-1)?.offset
    if (batch && offset !== undefined) last = { partition: batch.partition, next: offset + 1 }
  }
  console.log(JSON.stringify({ holding: count }))
}

await readUntilHolding(2)
await readUntilHolding(1)
let [partition = ''] = consumer.holding()
let before = performance.now()
while (performance.now() - before < LONG_MS) {
  before = performance.now()
  ;[partition = partition] = consumer.holding()
  await delay(TICK_MS)
}
// Its sockets hold answers from before, and its group went on without it.
const held = new Set(consumer.holding())
const commit = await consumer.commit(partition, last?.next ?? 1).then(() => 'committed', String)
const until = performance.now() + LONG_MS
while (performance.now() < until) {
  for (const name of consumer.holding()) held.add(name)
  await delay(TICK_MS)
}
console.log(JSON.stringify({ sleptLong: true, held: [...held], commit }))
await log.close()
process.exit(0)
