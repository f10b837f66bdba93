import kafkajs from 'kafkajs'
import { describe, expect, test } from 'vitest'
import { registerKafkaCodecs } from './kafka-codecs.ts'

const { CompressionCodecs, CompressionTypes } = kafkajs
const { LZ4, Snappy, ZSTD } = CompressionTypes
const TEXT = 'pressure '.repeat(12)

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
    // Its type does not say so, but it is a table that packages of codecs write to as well.
    const codec = (CompressionCodecs as Record<number, () => { decompress(bytes: Buffer): Promise<Buffer> }>)[
      type
    ]?.()
    expect(String(await codec?.decompress(Buffer.from(frame, 'base64')))).toBe(TEXT)
    await expect(codec?.decompress(Buffer.from('no frame'))).rejects.toThrow()
  })
})
