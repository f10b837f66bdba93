import type { Database } from '../../ingest/database/database.ts'
import type { Log } from '../../ingest/log/log.ts'
import { ProblemError } from '../../schema/problem.ts'
import type { Command, CommandResult } from '../../schema/records/command.ts'
import { encodeRecord } from '../../schema/records/record.ts'
import { toTimestamp } from '../../schema/records/time.ts'
import { findCommand } from '../query/find-command.ts'
import type { Progress } from './options.ts'

/** How long a command's effect is waited for. */
const PATIENCE_MS = 10_000
/** How often the database is asked when nobody says that more was loaded, and how often at most. */
const POLL_MS = 250
const LEAST_PAUSE_MS = 10

/** Who orders where nobody said so. */
export const DEFAULT_PERSON = 'operator'

/** What giving an order takes. */
export interface CommandDesk {
  log: Log
  database: Database
  progress: Progress
  clock: () => number
  newId: () => string
}

/**
 * Puts a command on the log and waits until its effect is there to read. Throws a ProblemError: 409 when it was
 * refused, and one with status 202 when it is accepted but not in effect after 10 s.
 */
export async function giveOrder(
  desk: CommandDesk,
  scope: string,
  by: string,
  command: Command,
): Promise<CommandResult> {
  const id = desk.newId()
  const record = {
    type: 'command' as const,
    id,
    scope,
    by: { kind: 'person' as const, name: by },
    receivedAt: toTimestamp(desk.clock()),
    command,
  }
  const result = await waitFor(desk, scope, id, () =>
    desk.log.append([{ key: scope, value: encodeRecord(record) }]),
  )
  if (!result) {
    const detail = `command ${id} is durably accepted, but its effect is not there to read yet; do not repeat it`
    throw new ProblemError(202, 'Accepted, not yet in effect', detail, { members: { id, error: detail } })
  }
  if (result.error) throw new ProblemError(409, 'Refused', result.error)
  return result
}

async function waitFor(
  { database, progress, clock }: CommandDesk,
  scope: string,
  id: string,
  append: () => Promise<void>,
): Promise<CommandResult | undefined> {
  let wake = () => {}
  const stop = progress.onLoaded(() => wake())
  const deadline = clock() + PATIENCE_MS
  try {
    await append()
    for (;;) {
      const loaded = new Promise<void>((resolve) => {
        wake = resolve
      })
      const result = await findCommand(database, scope, id)
      if (result || clock() >= deadline) return result
      await Promise.race([loaded, pause(POLL_MS)])
      await pause(LEAST_PAUSE_MS)
    }
  } finally {
    stop()
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
