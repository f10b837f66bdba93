import { onCluster } from '../cluster.ts'
import type { Migration } from './migration.ts'

/** Which incidents may hold two faults. Of those that an earlier program correlated it is not known. */
export const sayWhichHoldTwoFaults: Migration = {
  version: 9,
  name: 'say which incidents may hold two faults',
  async run(database) {
    const alter = `ALTER TABLE incidents${onCluster(database.cluster)}`
    await database.execute(`${alter} ADD COLUMN IF NOT EXISTS two_faults String AFTER changes`)
  },
}
