import type { Recorded } from '../../../ingest/replay/recorded.ts'
import type { AlertInput } from '../../../schema/records/alert.ts'
import type { TopologyInput } from '../../../schema/records/topology.ts'

/** A true fault of a data set; no part of any record. Times are epoch milliseconds. */
export interface LabelledFault {
  id: string
  rootEntity?: string
  kind: string
  startsAt: number
  endsAt: number
  /** External ids of the alert events that are known to belong to it. */
  alerts: string[]
}

/** A public data set as canonical records, in the order of event time, with its labels beside them. */
export interface Dataset {
  topology: TopologyInput | undefined
  alerts: (AlertInput & { at: string; externalId: string })[]
  faults: LabelledFault[]
}

/** The data set as records to be replayed, the topology first. */
export async function* recordsOf(dataset: Dataset): AsyncGenerator<Recorded> {
  if (dataset.topology) yield { kind: 'topology', at: undefined, record: dataset.topology }
  for (const record of dataset.alerts) yield { kind: 'alerts', at: Date.parse(record.at), record }
}

/** Sorts alert events by event time, those of the same time by their id. */
export function byTime(alerts: Dataset['alerts']): Dataset['alerts'] {
  return alerts.sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.externalId < b.externalId ? -1 : 1))
}
