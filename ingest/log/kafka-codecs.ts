import { promisify } from 'node:util'
import { unzip } from 'node:zlib'
import { Decompress } from 'fzstd'
import kafkajs from 'kafkajs'
import lz4 from 'lz4js'
import snappy from 'snappyjs'
import { unreadableRecords } from './kafka-unreadable.ts'

const { CompressionCodecs, CompressionTypes } = kafkajs

/** Java's snappy library frames its blocks: this name, two versions of 4 bytes, then each block after its length. */
const XERIAL_NAME = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
const XERIAL_HEADER_BYTES = 16
const LENGTH_BYTES = 4
/** What a batch may hold, decompressed: far more than any program sends that means well. */
const MAX_BYTES = 134_217_728
const gunzip = promisify(unzip)

/**
 * Makes records readable that others compressed, with gzip, snappy, lz4 or zstd. Barograph does not write these. A
 * batch that cannot be decompressed, or is too large then, is not passed over in silence and blocks nothing: each of
 * its records is one that says so, and becomes a reject.
 */
export function registerKafkaCodecs(): void {
  CompressionCodecs[CompressionTypes.GZIP] = reading((bytes) => gunzip(bytes, { maxOutputLength: MAX_BYTES }))
  CompressionCodecs[CompressionTypes.Snappy] = reading(decompressSnappy)
  CompressionCodecs[CompressionTypes.LZ4] = reading(decompressLz4)
  CompressionCodecs[CompressionTypes.ZSTD] = reading(decompressZstd)
}

function reading(decompress: (bytes: Buffer) => Uint8Array | Promise<Uint8Array>) {
  return () => ({
    compress: () => Promise.reject(new Error('Barograph only reads this compression.')),
    async decompress(bytes: Buffer) {
      try {
        return view(await decompress(bytes))
      } catch {
        return unreadableRecords()
      }
    },
  })
}

function view({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function decompressSnappy(bytes: Buffer): Uint8Array {
  if (!bytes.subarray(0, XERIAL_NAME.length).equals(XERIAL_NAME)) return snappy.uncompress(bytes, MAX_BYTES)
  const blocks: Uint8Array[] = []
  let left = MAX_BYTES
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length; ) {
    const start = at + LENGTH_BYTES
    at = start + bytes.readUInt32BE(at)
    const block = snappy.uncompress(bytes.subarray(start, at), left)
    left -= block.length
    blocks.push(block)
  }
  return Buffer.concat(blocks)
}

function decompressLz4(bytes: Buffer): Uint8Array {
  if (lz4.decompressBound(bytes) > MAX_BYTES) throw new RangeError('too large')
  return lz4.decompress(bytes)
}

function decompressZstd(bytes: Buffer): Uint8Array {
  const pieces: Uint8Array[] = []
  let left = MAX_BYTES
  let ended = false
  const stream = new Decompress((piece, isLast) => {
    left -= piece.length
    if (left < 0) throw new RangeError('too large')
    pieces.push(piece)
    if (isLast) ended = true
  })
  stream.push(bytes, true)
  if (!ended) throw new Error('cut off')
  return Buffer.concat(pieces)
}
