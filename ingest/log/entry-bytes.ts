import type { Entry, StoredEntry } from './log.ts'

/** Bytes before the key: the arrival (8) and the key's length (2). */
const HEADER = 10

/**
 * Entries as the store holds them: arrival in epoch milliseconds (float64), key length in bytes (uint16), key in
 * UTF-8, value. They share one piece of memory, for LMDB asks for the address of each piece. Throws RangeError when a
 * key is longer than 65,535 bytes.
 */
export function encodeEntries(entries: readonly Entry[], appendedAt: number): Buffer[] {
  let size = 0
  for (const { key, value } of entries) {
    const keyLength = Buffer.byteLength(key)
    if (keyLength > 0xffff) throw new RangeError(`a log key of ${keyLength} bytes is longer than 65535`)
    size += HEADER + keyLength + value.length
  }
  const memory = Buffer.allocUnsafeSlow(size)
  let start = 0
  return entries.map(({ key, value }) => {
    const keyLength = memory.write(key, start + HEADER)
    const end = start + HEADER + keyLength + value.length
    memory.writeDoubleLE(appendedAt, start)
    memory.writeUInt16LE(keyLength, start + 8)
    memory.set(value, start + HEADER + keyLength)
    const bytes = memory.subarray(start, end)
    start = end
    return bytes
  })
}

/** The entry in bytes made by encodeEntries. */
export function decodeEntry(bytes: Buffer, offset: number): StoredEntry {
  const valueStart = HEADER + bytes.readUInt16LE(8)
  return {
    offset,
    appendedAt: arrivalOf(bytes),
    key: bytes.toString('utf8', HEADER, valueStart),
    value: bytes.subarray(valueStart),
  }
}

/** The arrival of an encoded entry in epoch milliseconds, without decoding the rest. */
export function arrivalOf(bytes: Buffer): number {
  return bytes.readDoubleLE(0)
}
