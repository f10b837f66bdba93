import type { StoredEntry } from './log.ts'

/** Bytes before the key: the arrival (8) and the key's length (2). */
const HEADER = 10

/**
 * An entry as the store holds it: arrival in epoch milliseconds (float64), key length in bytes (uint16), key in
 * UTF-8, value. Throws RangeError when the key is longer than 65,535 bytes.
 */
export function encodeEntry(entry: { key: string; value: Uint8Array }, appendedAt: number): Buffer {
  const keyLength = Buffer.byteLength(entry.key)
  if (keyLength > 0xffff) throw new RangeError(`a log key of ${keyLength} bytes is longer than 65535`)
  const bytes = Buffer.allocUnsafe(HEADER + keyLength + entry.value.length)
  bytes.writeDoubleLE(appendedAt, 0)
  bytes.writeUInt16LE(keyLength, 8)
  bytes.write(entry.key, HEADER)
  bytes.set(entry.value, HEADER + keyLength)
  return bytes
}

/** The entry in bytes made by encodeEntry. */
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
