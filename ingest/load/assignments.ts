import { randomUUID } from 'node:crypto'
import type { Database } from '../database/database.ts'
import type { Authority } from '../log/authority.ts'
import type { Log } from '../log/log.ts'
import { readAuthority, readPositions, startOffset, type TablePositions } from './positions.ts'

/** A partition that the loader was given, and how far it is there. */
export interface Assignment {
  /** Of this one time that it was given. */
  id: string
  /** What each table held when it was given. */
  held: TablePositions
  /** Whose findings count at `next`. */
  authority: Authority
  /** The next offset to load. */
  next: number
  /** The group's place, as far as it is known. */
  committed: number
  /** A place from which reading was asked for again, since records seemed to be missing there. */
  missingAt?: number
}

/** Reads from the database and the log where to go on in a partition. Rejects when either fails. */
export async function openAssignment(
  log: Log,
  group: string,
  database: Database,
  partition: string,
  maxBatch: number,
): Promise<Assignment> {
  // Tokens name their partition: what another loader sent before it lost the partition is written first, or never.
  await database.settled(`:${partition}:`)
  const held = await readPositions(database, partition)
  const committed = (await log.committed(group)).get(partition) ?? 0
  const next = startOffset(committed, held, maxBatch)
  return {
    id: randomUUID(),
    held,
    next,
    committed,
    authority: await readAuthority(database, partition, next),
  }
}
