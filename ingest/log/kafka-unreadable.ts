/** More records than any batch has: a codec is not told how many are wanted. */
const MAX_RECORDS = 200_000
const VALUE = Buffer.from('{"type":"batch that cannot be decompressed or is too large"}')

let made: Buffer | undefined

/**
 * Records as a batch of Kafka holds them, decompressed (version 2 of the format), one after the other from the
 * batch's first offset on, each with a value that is no record of ours and says why.
 */
export function unreadableRecords(): Buffer {
  made ??= Buffer.concat(Array.from({ length: MAX_RECORDS }, (_, index) => recordAt(index)))
  return made
}

function recordAt(offsetDelta: number): Buffer {
  const [noAttributes, noTimeDelta, noHeaders] = [0, 0, 0]
  const noKey = varint(-1)
  const body = Buffer.concat([
    Buffer.from([noAttributes, noTimeDelta]),
    varint(offsetDelta),
    noKey,
    varint(VALUE.length),
    VALUE,
    Buffer.from([noHeaders]),
  ])
  return Buffer.concat([varint(body.length), body])
}

/** A zigzag-encoded integer of variable length, as in Protocol Buffers. */
function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  bytes.push(rest)
  return Buffer.from(bytes)
}
