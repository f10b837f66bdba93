import type { ArrivalDefaults } from '../../../ingest/log/decode-entry.ts'
import type { Entry, StoredEntry } from '../../../ingest/log/log.ts'
import type { Snapshot } from '../../../ingest/log/snapshots.ts'
import type { CorrelationSettings } from '../../../schema/settings/correlation.ts'
import type { CutFindings } from './cut-findings.ts'

/** What correlating partitions needs of the log, which may be in another thread. */
export interface CorrelationHost {
  /** Resolves when this is on the partition; rejects when it cannot be appended now. */
  append(partition: string, value: Uint8Array): Promise<void>
  /**
   * Puts what `owner` found of the inputs below `upTo` on the partition, trying until it is there; rejects once the
   * partition is another's. False when the log never takes so large a record: then it has to be cut smaller.
   */
  appendFindings(partition: string, owner: string, found: CutFindings, upTo: number): Promise<boolean>
  /** Sends records to the partitions of their scopes. */
  forward(entries: Entry[]): Promise<void>
  /** The partition of each of these scopes. */
  partitionsOf(scopes: string[]): Promise<Map<string, string>>
  loadSnapshot(partition: string): Promise<Snapshot | undefined>
  /** Rejects when the partition is not certainly ours. */
  saveSnapshot(partition: string, snapshot: Snapshot): Promise<void>
}

/** By what partitions are correlated. */
export interface CorrelationOptions {
  settings: CorrelationSettings
  arrivalDefaults: ArrivalDefaults
  /** Bytes of the largest record that the log takes. */
  maxRecordBytes: number
}

/**
 * What became of entries: `surveyed` up to the claim, so that taking them in begins at the new position; `taken` in;
 * or `fenced`, for another correlator claimed the partition.
 */
export type Taken = 'surveying' | 'surveyed' | 'taken' | 'fenced'

/** Where a partition is. */
export interface Place {
  /** Inputs below it are answered for: what was found of them is on the log. */
  position: number
  /** Inputs taken in since the last snapshot. */
  sinceSnapshot: number
}

/** A claimed partition. `lost` when a saved state could not be read, and is made anew from what the log still has. */
export interface Claimed extends Place {
  lost: boolean
}

/** Correlates the partitions that it is told to claim; one call at a time for each of them, but for ticks and saves. */
export interface Correlation {
  /**
   * Claims a partition in the name of `owner`: from the claim on only what is found here counts. Goes on from the
   * state that it has, or from the last snapshot. Rejects when the claim cannot be appended.
   */
  claim(partition: string, owner: string): Promise<Claimed>
  /**
   * Takes the next entries in. What is found of them goes to the log while the next ones are worked on. Rejects when
   * the partition was lost meanwhile; then it must be claimed anew.
   */
  take(partition: string, entries: StoredEntry[]): Promise<Place & { taken: Taken }>
  /** Appends a tick of so many milliseconds when a scope of the partition waits for time to pass. */
  tick(partition: string, elapsedMs: number): Promise<void>
  /** Saves the state as it is now. What is taken in meanwhile waits no longer than for the state to be read. */
  save(partition: string): Promise<Place>
  /** By which settings partitions are correlated that are claimed from now on. */
  adopt(settings: CorrelationSettings): Promise<void>
  /** Forgets a partition and its state. */
  release(partition: string): Promise<void>
  close(): Promise<void>
}
