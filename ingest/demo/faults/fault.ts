import type { ChangeInput } from '../../../schema/records/change.ts'
import type { Spread } from '../cascade.ts'
import type { Episode } from '../episode.ts'
import type { Estate } from '../estate.ts'
import type { Random } from '../random.ts'

/** Kinds of simulated faults. */
export const FAULT_KINDS = [
  'bad_deploy',
  'node_failure',
  'certificate_expiry',
  'connection_exhaustion',
  'disk_full',
  'queue_backlog',
  'replication_lag',
] as const
/** A kind of simulated fault. */
export type FaultKind = (typeof FAULT_KINDS)[number]

/** A fault to simulate. Times are milliseconds from the start of the simulation. */
export interface FaultPlan {
  kind: FaultKind
  /** Id of the thing where it begins. */
  root: string
  from: number
  /** Absent: it lasts until after the simulation's end. */
  durationMs?: number
  spread?: Partial<Spread>
}

/** A change of the simulation: always with an id and a time. */
export type SimulatedChange = ChangeInput & { type: 'change'; id: string; at: string }

/** What a kind of fault is given: the estate, its stretch (epoch milliseconds, `to` Infinity while it lasts). */
export interface FaultContext {
  estate: Estate
  /** Unique id of the fault, for the ids of its changes. */
  id: string
  root: string
  from: number
  to: number
  spread: Spread
  random: Random
}

/** What a fault does: its alerts, its changes, and which change caused it. */
export interface FaultDraft {
  episodes: Episode[]
  changes: SimulatedChange[]
  changeId?: string
}

/** Makes one kind of fault happen. */
export type MakeFault = (context: FaultContext) => FaultDraft
