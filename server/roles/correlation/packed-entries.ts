import { headOf } from '../../../ingest/log/decode-entry.ts'
import type { StoredEntry } from '../../../ingest/log/log.ts'

/** Entries as they go to another thread: few large pieces, for each piece costs. */
export interface PackedEntries {
  offsets: Float64Array<ArrayBuffer>
  arrivals: Float64Array<ArrayBuffer>
  /** Where each value, or the head of it, ends in `values`. */
  ends: Uint32Array<ArrayBuffer>
  /** Different keys, and which of them each entry has. */
  keys: string[]
  keyOf: Uint32Array<ArrayBuffer>
  values: Uint8Array<ArrayBuffer>
}

/** Puts entries together, of what was found only the heads: there is more of it than of all else. */
export function packEntries(entries: readonly StoredEntry[]): PackedEntries {
  const heads = entries.map(headOf)
  const packed = {
    offsets: new Float64Array(entries.length),
    arrivals: new Float64Array(entries.length),
    ends: new Uint32Array(entries.length),
    keyOf: new Uint32Array(entries.length),
    values: new Uint8Array(heads.reduce((sum, head) => sum + head.length, 0)),
  }
  const keys = new Map<string, number>()
  let end = 0
  for (const [i, { offset, appendedAt, key }] of entries.entries()) {
    const head = heads[i] ?? new Uint8Array()
    packed.values.set(head, end)
    end += head.length
    packed.offsets[i] = offset
    packed.arrivals[i] = appendedAt
    packed.ends[i] = end
    const known = keys.get(key) ?? keys.size
    keys.set(key, known)
    packed.keyOf[i] = known
  }
  return { ...packed, keys: [...keys.keys()] }
}

/** The memory of entries, to be handed over with them. */
export function memoryOfEntries({ offsets, arrivals, ends, keyOf, values }: PackedEntries): ArrayBuffer[] {
  return [offsets, arrivals, ends, keyOf, values].map(({ buffer }) => buffer)
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
