import { gzipSync } from 'node:zlib'
import kafkajs from 'kafkajs'
import Decoder from 'kafkajs/src/protocol/decoder.js'
import decodeRecord from 'kafkajs/src/protocol/recordBatch/record/v0/decoder.js'
import { describe, expect, test } from 'vitest'
import { registerKafkaCodecs } from './kafka-codecs.ts'

const { CompressionCodecs, CompressionTypes } = kafkajs
const { GZIP, LZ4, Snappy, ZSTD } = CompressionTypes
const TEXT = 'pressure '.repeat(12)

// Its type does not say so, but it is a table that packages of codecs write to as well.
const codecs = CompressionCodecs as Record<number, () => { decompress(bytes: Buffer): Promise<Buffer> }>

registerKafkaCodecs()

describe('records that others compressed', () => {
  // The text above as Kafka's Java client (4.3.0) and the programs zstd and lz4 compress it.
  test.each([
    ['snappy, one block', Snappy, 'bCBwcmVzc3VyZSD+CQCKCQA='],
    ["snappy, in Java's frame", Snappy, 'glNOQVBQWQAAAAABAAAAAQAAABFsIHByZXNzdXJlIP4JAIoJAA=='],
    ['lz4, by Java', LZ4, 'BCJNGGBAghMAAACfcHJlc3N1cmUgCQBLUHN1cmUgAAAAAA=='],
    ['lz4, with a checksum', LZ4, 'BCJNGGRApxMAAACfcHJlc3N1cmUgCQBLUHN1cmUgAAAAAPMmgrU='],
    ['lz4, with its size', LZ4, 'BCJNGGxAbAAAAAAAAABGEwAAAJ9wcmVzc3VyZSAJAEtQc3VyZSAAAAAA8yaCtQ=='],
    ['zstd, by Java', ZSTD, 'KLUv/QBYhAAASHByZXNzdXJlIAEAgGk5AgEAAA=='],
    ['zstd, with a checksum', ZSTD, 'KLUv/SRshQAASHByZXNzdXJlIAEAgGk5AlU2/zI='],
  ])('%s', async (_, type, frame) => {
    const codec = codecs[type]?.()
    expect(String(await codec?.decompress(Buffer.from(frame, 'base64')))).toBe(TEXT)
  })

  test.each([
    ['gzip, broken', GZIP, Buffer.from('no frame')],
    ['gzip, far too large', GZIP, gzipSync(Buffer.alloc(140_000_000), { level: 1 })],
    ['snappy, broken', Snappy, Buffer.from('no frame')],
    // 2^31 bytes, as its head says.
    ['snappy, far too large', Snappy, Buffer.from([0x80, 0x80, 0x80, 0x80, 0x08, 0])],
    ['lz4, broken', LZ4, Buffer.from('no frame')],
    ['lz4, far too large', LZ4, Buffer.from('04224d186c40ffffff7f0000000046', 'hex')],
    ['zstd, broken', ZSTD, Buffer.from('no frame')],
    ['zstd, cut off', ZSTD, Buffer.from('KLUv/QBYhAAASHByZXNz', 'base64')],
  ])('%s: each record of the batch says that it cannot be read', async (_, type, frame) => {
    const codec = codecs[type]?.()
    const read = new Decoder(await codec?.decompress(frame))
    for (const index of [0, 1, 2]) {
      const { offset, key, value } = decodeRecord(new Decoder(read.readVarIntBytes()), {
        firstOffset: '7',
        firstTimestamp: '0',
      })
      expect({ offset, key, value: String(value) }).toEqual({
        offset: String(7 + index),
        key: null,
        value: expect.stringContaining('cannot be decompressed'),
      })
    }
  })
})
