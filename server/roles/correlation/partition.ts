import { type Authority, counts } from '../../../ingest/log/authority.ts'
import { decodeHead, type Head } from '../../../ingest/log/decode-entry.ts'
import type { StoredEntry } from '../../../ingest/log/log.ts'
import { misrouted, type Portable } from '../../../ingest/log/misrouted.ts'
import type { CorrelationRecord } from '../../../schema/records/correlation.ts'
import { encodeRecord } from '../../../schema/records/record.ts'
import { type Correlator, type Input, openCorrelator } from '../../correlate/correlate.ts'
import { createState } from '../../correlate/state.ts'
import { inSteps } from '../in-steps.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import { cutFindings } from './cut-findings.ts'
import type { CorrelationHost, CorrelationOptions, Place, Taken } from './host.ts'
import { type CorrelatorSnapshot, makeSnapshot, readSnapshot } from './snapshot.ts'

/** Below this, findings are not cut any smaller: brokers that take less are set wrongly. */
const LEAST_RECORD_BYTES = 10_000

/** A state with the end of the inputs that it answered for last, if any. */
export interface KeptState extends CorrelatorSnapshot {
  said?: number
}

/** A partition that was claimed, with the state of its scopes. */
export interface CorrelatedPartition {
  place(): Place
  /** Takes the next entries in. Rejects when the partition was lost before its findings were on the log. */
  take(entries: StoredEntry[]): Promise<Taken>
  /** Appends a tick when a scope waits for time to pass. */
  tick(elapsedMs: number): Promise<void>
  /** Saves the state; entries may be given to it meanwhile. */
  save(): Promise<void>
  /** The state, to go on from when the partition is claimed anew. Undefined when its findings did not get to the log. */
  keep(): Promise<KeptState | undefined>
}

/**
 * Claims a partition in the name of `owner` and goes on from a state. Entries before the claim tell what was answered
 * for already (the survey); these inputs are then taken in silently. Rejects when the claim cannot be appended.
 */
export async function claimPartition(
  host: CorrelationHost,
  { settings, arrivalDefaults, maxRecordBytes }: CorrelationOptions,
  name: string,
  owner: string,
  from: KeptState,
): Promise<CorrelatedPartition> {
  const correlator: Correlator = await inSteps(openCorrelator(from.state, settings))
  /** At `position`, and as the survey goes on. */
  const authority: Authority = { ...from.authority }
  const survey: Authority = { ...from.authority }
  let position = from.offset
  let claimedAt: number | undefined
  let sinceSnapshot = 0
  /** Inputs below it are answered for: what was found of them is on the log. */
  let answered = position
  /** What is on its way there; rejects when the partition was lost. */
  let appending: Promise<void> = Promise.resolve()
  let isAppending = false
  let said = from.said ?? 0
  /** What changes the state, or reads it to be saved. */
  const inTurn = oneAtATime()
  /** Read, and to be taken in together with what comes, because another began to answer for them so. */
  let waiting: Input[] = []
  await host.append(name, encodeRecord({ type: 'claim', owner }))

  function surveyEntries(entries: StoredEntry[]): Taken {
    for (const entry of entries) {
      const decoded = decodeHead(entry, name, arrivalDefaults)
      if (!decoded.ok) continue
      counts(survey, decoded.record)
      if (decoded.record.type !== 'claim' || decoded.record.owner !== owner) continue
      claimedAt = entry.offset
      // Another had claimed the partition meanwhile: what this state takes as said is void, and nobody said it.
      if (survey.answered < said) throw new Error(`findings of ${name} came too late to count`)
      return 'surveyed'
    }
    return 'surveying'
  }

  async function takeEntries(entries: StoredEntry[], claim: number): Promise<Taken> {
    const next = { ...authority }
    const unread = entries.filter(({ offset }) => offset >= position)
    const decoded = unread.map((entry) => ({ entry, head: decodeHead(entry, name, arrivalDefaults) }))
    const places = await host.partitionsOf(scopesOf(decoded))
    const partitions = { partitionOf: (scope: string) => places.get(scope) ?? name }
    const inputs: Input[] = []
    const elsewhere: Portable[] = []
    for (const { entry, head } of decoded) {
      const { offset, appendedAt } = entry
      // What cannot be understood becomes a reject; the loader sees to that.
      if (!head.ok) continue
      const { record } = head
      if (record.type === 'claim' && offset > claim) return 'fenced'
      if (!counts(next, record) || record.type === 'correlation' || record.type === 'claim') continue
      const strayed = misrouted(partitions, name, offset, record)
      if (!strayed) inputs.push({ offset, appendedAt, record })
      else if (offset >= survey.answered) elsewhere.push(strayed)
    }
    if (elsewhere.length > 0) {
      await host.forward(elsewhere.map((record) => ({ key: record.scope, value: encodeRecord(record) })))
    }
    const again = inputs.filter(({ offset }) => offset < survey.answered)
    const news = inputs.filter(({ offset }) => offset >= survey.answered)
    if (again.length > 0) correlator.take(again)
    const end = Math.max(position, endOf(entries))
    const begun = survey.begun ?? 0
    waiting.push(...news.filter(({ offset }) => offset < begun))
    if (end >= begun) {
      const together = waiting
      waiting = []
      await answer(together, begun)
      await answer(
        news.filter(({ offset }) => offset >= begun),
        end,
      )
    }
    Object.assign(authority, next)
    position = end
    if (!isAppending && waiting.length === 0) answered = position
    sinceSnapshot += inputs.length
    return 'taken'
  }

  async function answer(news: Input[], upTo: number): Promise<void> {
    if (news.length === 0) return
    const found = correlator.take(news)
    // One after the other, or they would not count.
    await appending
    if (found) append(found, upTo)
  }

  /**
   * The state has moved on with these findings, so they must get onto the log while the partition is ours. Meanwhile
   * the next entries are taken in.
   */
  function append(found: CorrelationRecord, upTo: number): void {
    isAppending = true
    said = found.input.to
    appending = appendCut(found, upTo).then(() => {
      isAppending = false
      answered = upTo
    })
    // Whoever waits for it next hears of it.
    appending.catch(() => undefined)
  }

  async function appendCut(found: CorrelationRecord, upTo: number): Promise<void> {
    // Smaller when the brokers take less than they said when the log was opened.
    for (let most = maxRecordBytes; ; most = Math.max(LEAST_RECORD_BYTES, Math.floor(most / 2))) {
      if (await host.appendFindings(name, owner, cutFindings(found, owner, most), upTo)) return
    }
  }

  return {
    place: () => ({ position: answered, sinceSnapshot }),
    take: (entries) =>
      inTurn(async () =>
        claimedAt === undefined ? surveyEntries(entries) : takeEntries(entries, claimedAt),
      ),
    async tick(elapsedMs) {
      if (claimedAt === undefined || !correlator.waits()) return
      await host.append(name, encodeRecord({ type: 'tick', elapsedMs, owner }))
    },
    async save() {
      const saved = await inTurn(async () => {
        // It must not be ahead of the findings on the log.
        await appending
        if (waiting.length > 0) return undefined
        const { stateRead, snapshot } = makeSnapshot({
          offset: position,
          authority: { ...authority },
          state: correlator.state,
        })
        await stateRead
        return { snapshot, covered: sinceSnapshot }
      })
      if (!saved) return
      await host.saveSnapshot(name, await saved.snapshot)
      sinceSnapshot -= saved.covered
    },
    keep: () =>
      inTurn(async () => {
        const isOnLog = await appending.then(
          () => true,
          () => false,
        )
        return isOnLog && waiting.length === 0
          ? { offset: position, authority, state: correlator.state, said }
          : undefined
      }),
  }
}

function endOf(entries: StoredEntry[]): number {
  return (entries.at(-1)?.offset ?? -1) + 1
}

function scopesOf(decoded: { head: Head }[]): string[] {
  const scopes = new Set<string>()
  for (const { head } of decoded) if (head.ok && 'scope' in head.record) scopes.add(head.record.scope)
  return [...scopes]
}

/** The state of a partition that has none: `lost` says that there was one which this program cannot read. */
export async function lastState(
  host: CorrelationHost,
  name: string,
): Promise<CorrelatorSnapshot & { lost: boolean }> {
  const saved = await host.loadSnapshot(name)
  const read = saved && (await readSnapshot(saved))
  if (read) return { ...read, lost: false }
  return {
    offset: 0,
    authority: { owner: undefined, answered: 0 },
    state: createState(),
    lost: saved !== undefined,
  }
}
