import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { deflateRaw, inflateRawSync } from 'node:zlib'
import type { Authority } from '../../../ingest/log/authority.ts'
import type { Snapshot } from '../../../ingest/log/snapshots.ts'
import { isWhole, readOlderState } from '../../correlate/older-states.ts'
import type { CorrelatorState } from '../../correlate/state.ts'
import { readPieces, writePieces } from '../../correlate/state-bytes.ts'
import { inSteps } from '../in-steps.ts'

/** A correlator's state as of an offset (exclusive), and whose findings counted there. */
export interface CorrelatorSnapshot {
  offset: number
  authority: Authority
  state: CorrelatorState
}

/** The line of JSON before the state. Until states were compressed it named no compression. */
interface Head extends Authority {
  compression?: 'deflate'
}

const NEWLINE = 0x0a
const OPENING_BRACE = 0x7b
/** Before each piece: its length, uint32, little-endian. */
const LENGTH_BYTES = 4
/** Most of a state is the same words again and again: even the fastest makes it a sixth, so it is held and written sooner. */
const COMPRESSION_LEVEL = 1
/** Pieces wait until the state has been read, for compressing takes a core; at most so many bytes of them. */
const MOST_WAITING_BYTES = 32 * 1024 * 1024

const compress = promisify(deflateRaw)

/** A snapshot that is being made. */
export interface SnapshotInMaking {
  /** Until it resolves, the state must not change. */
  stateRead: Promise<void>
  /** A line of JSON, then the pieces of the state. */
  snapshot: Promise<Snapshot>
}

/** Begins to make a snapshot of a state as it is now. */
export function makeSnapshot({ offset, authority, state }: CorrelatorSnapshot): SnapshotInMaking {
  const head: Head = { ...authority, compression: 'deflate' }
  const waiting: Uint8Array[] = []
  const framed: Uint8Array[] = [Buffer.from(`${JSON.stringify(head)}\n`)]
  let waitingBytes = 0

  async function compressNext(): Promise<void> {
    const piece = waiting.shift()
    if (!piece) return
    waitingBytes -= piece.length
    const compressed = await compress(piece, { level: COMPRESSION_LEVEL })
    framed.push(lengthOf(compressed), compressed)
  }

  async function readState(): Promise<void> {
    let compressing: Promise<void> | undefined
    for (const piece of writePieces(state)) {
      waiting.push(piece)
      waitingBytes += piece.length
      if (waitingBytes > MOST_WAITING_BYTES) {
        await compressing
        compressing = compressNext()
        // It is waited for later; until then nobody else takes note of a failure.
        compressing.catch(() => undefined)
      }
      await setImmediate()
    }
    await compressing
  }

  const stateRead = readState()
  const snapshot = stateRead.then(async () => {
    while (waiting.length > 0) await compressNext()
    return { offset, bytes: Buffer.concat(framed) }
  })
  // Whoever waits for the state hears of a failure by the snapshot.
  return { stateRead: stateRead.catch(() => undefined), snapshot }
}

function lengthOf(piece: Uint8Array): Uint8Array {
  const length = Buffer.allocUnsafe(LENGTH_BYTES)
  length.writeUInt32LE(piece.length)
  return length
}

/** What was written, or undefined when it is of no format known. Before partitions were claimed there was no head. */
export async function readSnapshot({ offset, bytes }: Snapshot): Promise<CorrelatorSnapshot | undefined> {
  const headed = bytes[0] === OPENING_BRACE
  const end = headed ? bytes.indexOf(NEWLINE) + 1 : 0
  const head: Partial<Head> = headed ? JSON.parse(Buffer.from(bytes.subarray(0, end)).toString()) : {}
  const rest = bytes.subarray(end)
  const state = isWhole(rest)
    ? readOlderState(rest)
    : await inSteps(readPieces(piecesOf(rest, head.compression)))
  if (!state) return undefined
  return { offset, state, authority: { owner: head.owner, answered: head.answered ?? 0 } }
}

function* piecesOf(bytes: Uint8Array, compression: Head['compression']): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < bytes.length; ) {
    const from = at + LENGTH_BYTES
    at = from + view.getUint32(at, true)
    const piece = bytes.subarray(from, at)
    yield compression === 'deflate' ? inflateRawSync(piece) : piece
  }
}
