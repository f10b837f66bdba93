import type { Authority } from '../../ingest/log/authority.ts'
import type { Snapshot } from '../../ingest/log/snapshots.ts'
import { readOlderState } from '../correlate/older-states.ts'
import { type CorrelatorState, readState, writeState } from '../correlate/state.ts'

/** A correlator's state as of an offset (exclusive), and whose findings counted there. */
export interface CorrelatorSnapshot {
  offset: number
  authority: Authority
  state: CorrelatorState
}

const NEWLINE = 0x0a
const OPENING_BRACE = 0x7b

/** A line of JSON with the authority, then the state. */
export function writeSnapshot({ offset, authority, state }: CorrelatorSnapshot): Snapshot {
  const head = Buffer.from(`${JSON.stringify(authority)}\n`)
  return { offset, bytes: Buffer.concat([head, writeState(state)]) }
}

/** What was written, or undefined when it is of no format known. Before partitions were claimed there was no head. */
export function readSnapshot({ offset, bytes }: Snapshot): CorrelatorSnapshot | undefined {
  const headed = bytes[0] === OPENING_BRACE
  const end = headed ? bytes.indexOf(NEWLINE) + 1 : 0
  const state = readState(bytes.subarray(end)) ?? readOlderState(bytes.subarray(end))
  if (!state) return undefined
  const head: Partial<Authority> = headed ? JSON.parse(Buffer.from(bytes.subarray(0, end)).toString()) : {}
  return { offset, state, authority: { owner: head.owner, answered: head.answered ?? 0 } }
}
