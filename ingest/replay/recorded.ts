import type { AlertInput } from '../../schema/records/alert.ts'
import type { ChangeInput } from '../../schema/records/change.ts'
import type { TopologyInput } from '../../schema/records/topology.ts'

/** A canonical record to be replayed, with its event time in epoch milliseconds where it has one. */
export type Recorded =
  | { kind: 'alerts'; at: number | undefined; record: AlertInput }
  | { kind: 'changes'; at: number | undefined; record: ChangeInput }
  | { kind: 'topology'; at: undefined; record: TopologyInput }

/** A piece of a recording that is no record: where it is (a file and line, or the like) and what is wrong. */
export interface Unreadable {
  kind: 'unreadable'
  place: string
  reason: string
}
