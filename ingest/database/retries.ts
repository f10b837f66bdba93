import { setTimeout as delay } from 'node:timers/promises'
import { codeOf } from './database-error.ts'

/** Errors that say: others are at it, and it will pass in a moment. */
const OTHERS_ARE_AT_IT = new Set([
  '286', // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE: another insert of the table is being replicated
  '289', // REPLICA_IS_NOT_IN_QUORUM: this replica lacks the last insert still
  '473', // DEADLOCK_AVOIDED
  '517', // CANNOT_ASSIGN_ALTER: another change of the table is on its way
])
const PAUSE_MS = 50

/** Repeats an action for as long as others get in its way and the signal allows it. */
export async function despiteOthers<T>(signal: AbortSignal, action: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await action()
    } catch (error) {
      if (!OTHERS_ARE_AT_IT.has(codeOf(error) ?? '') || signal.aborted) throw error
      await delay(PAUSE_MS)
    }
  }
}
