import { type Authority, counts } from '../../ingest/log/authority.ts'
import { decodeHead } from '../../ingest/log/decode-entry.ts'
import type { StoredEntry } from '../../ingest/log/log.ts'
import { misrouted, type Portable } from '../../ingest/log/misrouted.ts'
import type { CorrelationRecord } from '../../schema/records/correlation.ts'
import { encodeRecord } from '../../schema/records/record.ts'
import { type Correlator, type Input, openCorrelator } from '../correlate/correlate.ts'
import { createState } from '../correlate/state.ts'
import type { CorrelateRole } from './correlate.ts'
import { type CorrelatorSnapshot, readSnapshot, writeSnapshot } from './correlator-snapshot.ts'
import { inSteps } from './in-steps.ts'

/**
 * What became of entries: `surveyed` up to the claim, so that taking them in begins at `position`; `taken` in; or
 * `fenced`, for another correlator claimed the partition.
 */
export type Taken = 'surveying' | 'surveyed' | 'taken' | 'fenced'

/** A partition that this process claimed, with the state of its scopes. */
export interface CorrelatedPartition {
  readonly name: string
  /** The next offset to take in. */
  position(): number
  /** Takes the next entries in. Rejects when the partition was lost before its findings were on the log. */
  take(entries: StoredEntry[]): Promise<Taken>
  /** Appends a tick when a scope waits for time to pass. */
  tick(): Promise<void>
  /** Inputs taken in since the last snapshot. */
  sinceSnapshot(): number
  save(): Promise<void>
  /** The state, to go on from when the partition is claimed anew. Undefined when it is ahead of its findings. */
  keep(): CorrelatorSnapshot | undefined
}

/** The name of the correlator's snapshots. */
export const CORRELATOR_SNAPSHOT = 'correlator'
const RETRY_MS = 500

/** The partition was given to another while findings of this process were not on the log yet. */
export class PartitionLostError extends Error {
  override readonly name = 'PartitionLostError'
}

/**
 * Claims a partition: from the claim on only what is found here counts. Entries before it tell what was answered
 * for already (the survey); these inputs are then taken in silently. `kept` is the state to go on from; without
 * it the last snapshot. `holds` tells whether the partition is still ours. Rejects when the claim cannot be
 * appended.
 */
export async function claimPartition(
  role: CorrelateRole,
  name: string,
  kept: CorrelatorSnapshot | undefined,
  holds: () => boolean,
): Promise<CorrelatedPartition> {
  const { log, logger } = role
  const from = kept ?? (await lastState(role, name))
  const owner = role.newId()
  const correlator: Correlator = await inSteps(openCorrelator(from.state, role.settings))
  /** At `position`, and as the survey goes on. */
  const authority: Authority = { ...from.authority }
  const survey: Authority = { ...from.authority }
  let position = from.offset
  let claimedAt: number | undefined
  let sinceSnapshot = 0
  let lastTick = role.monotonic()
  /** Findings of the state are not on the log. */
  let ahead = false
  await log.appendTo(name, [{ key: '', value: encodeRecord({ type: 'claim', owner }) }])
  logger.info({ partition: name, position, owner }, 'correlating from here')

  function surveyEntries(entries: StoredEntry[]): Taken {
    for (const entry of entries) {
      const decoded = decodeHead(entry, name, role.arrivalDefaults)
      if (!decoded.ok) continue
      counts(survey, decoded.record)
      if (decoded.record.type !== 'claim' || decoded.record.owner !== owner) continue
      claimedAt = entry.offset
      return 'surveyed'
    }
    return 'surveying'
  }

  async function takeEntries(entries: StoredEntry[], claim: number): Promise<Taken> {
    const next = { ...authority }
    const inputs: Input[] = []
    const elsewhere: Portable[] = []
    for (const entry of entries) {
      const { offset, appendedAt } = entry
      if (offset < position) continue
      const decoded = decodeHead(entry, name, role.arrivalDefaults)
      // What cannot be understood becomes a reject; the loader sees to that.
      if (!decoded.ok) continue
      const { record } = decoded
      if (record.type === 'claim' && offset > claim) return 'fenced'
      if (!counts(next, record) || record.type === 'correlation' || record.type === 'claim') continue
      const strayed = misrouted(log, name, offset, record)
      if (!strayed) inputs.push({ offset, appendedAt, record })
      else if (offset >= survey.answered) elsewhere.push(strayed)
    }
    if (elsewhere.length > 0) {
      await log.append(elsewhere.map((record) => ({ key: record.scope, value: encodeRecord(record) })))
    }
    const again = inputs.filter(({ offset }) => offset < survey.answered)
    const news = inputs.filter(({ offset }) => offset >= survey.answered)
    if (again.length > 0) correlator.take(again)
    if (news.length > 0) {
      const found = correlator.take(news)
      if (found) await append(found)
    }
    Object.assign(authority, next)
    position = Math.max(position, (entries.at(-1)?.offset ?? -1) + 1)
    sinceSnapshot += inputs.length
    return 'taken'
  }

  /** The state has moved on with these findings, so they must get onto the log while the partition is ours. */
  async function append(found: CorrelationRecord): Promise<void> {
    const { type, input, ...lists } = found
    // In this order, for decodeHead reads no further than the owner.
    const value = encodeRecord({ type, input, owner, ...lists })
    ahead = true
    for (;;) {
      try {
        await log.appendTo(name, [{ key: '', value }])
        ahead = false
        return
      } catch (error) {
        logger.warn({ error, partition: name }, 'findings could not be appended; trying again')
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
        if (!holds()) throw new PartitionLostError(`${name} is another's now`, { cause: error })
      }
    }
  }

  return {
    name,
    position: () => position,
    take: async (entries) =>
      claimedAt === undefined ? surveyEntries(entries) : takeEntries(entries, claimedAt),
    async tick() {
      const now = role.monotonic()
      const elapsedMs = Math.round(now - lastTick)
      lastTick = now
      if (elapsedMs <= 0 || claimedAt === undefined || !correlator.waits() || !holds()) return
      await log.appendTo(name, [{ key: '', value: encodeRecord({ type: 'tick', elapsedMs, owner }) }])
    },
    sinceSnapshot: () => sinceSnapshot,
    async save() {
      if (ahead) return
      const snapshot = await writeSnapshot({ offset: position, authority, state: correlator.state })
      await role.snapshots.save(CORRELATOR_SNAPSHOT, name, snapshot)
      sinceSnapshot = 0
    },
    keep: () => (ahead ? undefined : { offset: position, authority, state: correlator.state }),
  }
}

async function lastState(role: CorrelateRole, name: string): Promise<CorrelatorSnapshot> {
  const saved = await role.snapshots.load(CORRELATOR_SNAPSHOT, name)
  const read = saved && (await readSnapshot(saved))
  if (read) return read
  if (saved) {
    role.logger.error(
      { partition: name },
      'the saved state is of a format that this program does not know; it is made anew from what the log still has',
    )
  }
  return { offset: 0, authority: { owner: undefined, answered: 0 }, state: createState() }
}
