import { decompress as decompressZstd } from 'fzstd'
import kafkajs from 'kafkajs'
import lz4 from 'lz4js'
import snappy from 'snappyjs'

const { CompressionCodecs, CompressionTypes } = kafkajs

/** Java's snappy library frames its blocks: this name, two versions of 4 bytes, then each block after its length. */
const XERIAL_NAME = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
const XERIAL_HEADER_BYTES = 16
const LENGTH_BYTES = 4

/**
 * Makes records that others compressed with snappy, lz4 or zstd readable; gzip is built in. Barograph does not
 * write these.
 */
export function registerKafkaCodecs(): void {
  CompressionCodecs[CompressionTypes.Snappy] = reading(decompressSnappy)
  CompressionCodecs[CompressionTypes.LZ4] = reading((bytes) => lz4.decompress(bytes))
  CompressionCodecs[CompressionTypes.ZSTD] = reading((bytes) => decompressZstd(bytes))
}

function reading(decompress: (bytes: Buffer) => Uint8Array) {
  return () => ({
    compress: () => Promise.reject(new Error('Barograph only reads this compression.')),
    decompress: async (bytes: Buffer) => view(decompress(bytes)),
  })
}

function view({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function decompressSnappy(bytes: Buffer): Uint8Array {
  if (!bytes.subarray(0, XERIAL_NAME.length).equals(XERIAL_NAME)) return snappy.uncompress(bytes)
  const blocks: Uint8Array[] = []
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length; ) {
    const start = at + LENGTH_BYTES
    at = start + bytes.readUInt32BE(at)
    blocks.push(snappy.uncompress(bytes.subarray(start, at)))
  }
  return Buffer.concat(blocks)
}
