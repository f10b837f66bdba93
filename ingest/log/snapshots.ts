/** A state as of an offset (exclusive) of a partition. */
export interface Snapshot {
  offset: number
  bytes: Uint8Array
}

/** Keeps the last snapshot of each name and partition, durably. */
export interface SnapshotStore {
  load(name: string, partition: string): Promise<Snapshot | undefined>
  save(name: string, partition: string, snapshot: Snapshot): Promise<void>
}
