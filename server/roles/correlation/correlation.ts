import type { Correlation, CorrelationHost, CorrelationOptions } from './host.ts'
import { type CorrelatedPartition, claimPartition, lastState } from './partition.ts'

/** Correlates partitions in this thread. */
export function createCorrelation(host: CorrelationHost, options: CorrelationOptions): Correlation {
  const partitions = new Map<string, CorrelatedPartition>()
  let current = options

  function claimed(name: string): CorrelatedPartition {
    const partition = partitions.get(name)
    if (!partition) throw new Error(`the partition ${name} is not claimed`)
    return partition
  }

  return {
    async claim(name, owner) {
      const kept = await partitions.get(name)?.keep()
      partitions.delete(name)
      const from = kept ? { ...kept, lost: false } : await lastState(host, name)
      const partition = await claimPartition(host, current, name, owner, from)
      partitions.set(name, partition)
      return { ...partition.place(), lost: from.lost }
    },
    async take(name, entries) {
      const partition = claimed(name)
      try {
        const taken = await partition.take(entries)
        return { ...partition.place(), taken }
      } catch (error) {
        // Whatever was half done: the next claim begins from the last snapshot.
        partitions.delete(name)
        throw error
      }
    },
    tick: async (name, elapsedMs) => claimed(name).tick(elapsedMs),
    async save(name) {
      const partition = claimed(name)
      await partition.save()
      return partition.place()
    },
    async adopt(settings) {
      current = { ...current, settings }
    },
    async release(name) {
      partitions.delete(name)
    },
    async close() {
      partitions.clear()
    },
  }
}
