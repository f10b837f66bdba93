import type { SimulatedChange } from '../../../ingest/demo/faults/fault.ts'
import type { TopologyInput } from '../../../schema/records/topology.ts'
import type { Dataset } from '../datasets/dataset.ts'

/** A fault that really happened, as far as it is known. */
export interface CaseFault {
  id: string
  /** Epoch milliseconds. */
  startsAt: number
  /** Undefined where the set does not tell it. */
  rootEntity: string | undefined
  /** The change that caused it; undefined where none did. */
  changeId: string | undefined
}

/** Something to replay with what is true of it. */
export interface Case {
  topology: TopologyInput | undefined
  /** In the order of event time. */
  alerts: Dataset['alerts']
  changes: SimulatedChange[]
  faults: CaseFault[]
  /** External id of an alert event to the id of its fault; noise has none. */
  faultOf: ReadonlyMap<string, string>
}

/** A labelled data set as a case. */
export function caseOf({ topology, alerts, faults }: Dataset): Case {
  return {
    topology,
    alerts,
    changes: [],
    faults: faults.map(({ id, startsAt, rootEntity }) => ({ id, startsAt, rootEntity, changeId: undefined })),
    faultOf: new Map(faults.flatMap(({ id, alerts }) => alerts.map((alert) => [alert, id] as const))),
  }
}
