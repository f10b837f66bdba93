import type { Authority } from '../../../ingest/log/authority.ts'
import type { Snapshot } from '../../../ingest/log/snapshots.ts'
import { readOlderState } from '../../correlate/older-states.ts'
import type { CorrelatorState } from '../../correlate/state.ts'
import { readPieces, writePieces } from '../../correlate/state-bytes.ts'
import { inSteps } from '../in-steps.ts'

/** A correlator's state as of an offset (exclusive), and whose findings counted there. */
export interface CorrelatorSnapshot {
  offset: number
  authority: Authority
  state: CorrelatorState
}

const NEWLINE = 0x0a
const OPENING_BRACE = 0x7b

/** A line of JSON with the authority, then the state, which must not change meanwhile. */
export async function writeSnapshot({ offset, authority, state }: CorrelatorSnapshot): Promise<Snapshot> {
  const pieces: Uint8Array[] = [Buffer.from(`${JSON.stringify(authority)}\n`)]
  await inSteps(writePieces(state), (piece) => pieces.push(piece))
  return { offset, bytes: Buffer.concat(pieces) }
}

/** What was written, or undefined when it is of no format known. Before partitions were claimed there was no head. */
export async function readSnapshot({ offset, bytes }: Snapshot): Promise<CorrelatorSnapshot | undefined> {
  const headed = bytes[0] === OPENING_BRACE
  const end = headed ? bytes.indexOf(NEWLINE) + 1 : 0
  const state = (await inSteps(readPieces(bytes.subarray(end)))) ?? readOlderState(bytes.subarray(end))
  if (!state) return undefined
  const head: Partial<Authority> = headed ? JSON.parse(Buffer.from(bytes.subarray(0, end)).toString()) : {}
  return { offset, state, authority: { owner: head.owner, answered: head.answered ?? 0 } }
}
