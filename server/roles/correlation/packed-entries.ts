import type { StoredEntry } from '../../../ingest/log/log.ts'

/** Entries as they go to another thread: few large pieces, for each piece costs. */
export interface PackedEntries {
  offsets: Float64Array
  arrivals: Float64Array
  /** Where each value ends in `values`. */
  ends: Uint32Array
  /** Different keys, and which of them each entry has. */
  keys: string[]
  keyOf: Uint32Array
  values: Uint8Array
}

/** Puts entries together. */
export function packEntries(entries: readonly StoredEntry[]): PackedEntries {
  const packed = {
    offsets: new Float64Array(entries.length),
    arrivals: new Float64Array(entries.length),
    ends: new Uint32Array(entries.length),
    keyOf: new Uint32Array(entries.length),
    values: new Uint8Array(entries.reduce((sum, { value }) => sum + value.length, 0)),
  }
  const keys = new Map<string, number>()
  let end = 0
  for (const [i, { offset, appendedAt, key, value }] of entries.entries()) {
    packed.values.set(value, end)
    end += value.length
    packed.offsets[i] = offset
    packed.arrivals[i] = appendedAt
    packed.ends[i] = end
    const known = keys.get(key) ?? keys.size
    keys.set(key, known)
    packed.keyOf[i] = known
  }
  return { ...packed, keys: [...keys.keys()] }
}

/** The entries that were put together. */
export function unpackEntries(packed: PackedEntries): StoredEntry[] {
  const { offsets, arrivals, ends, keys, keyOf, values } = packed
  return Array.from(offsets, (offset, i) => ({
    offset,
    appendedAt: arrivals[i] ?? 0,
    key: keys[keyOf[i] ?? 0] ?? '',
    value: values.subarray(i === 0 ? 0 : ends[i - 1], ends[i]),
  }))
}
