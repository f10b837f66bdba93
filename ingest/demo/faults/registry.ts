import { badDeploy } from './bad-deploy.ts'
import { certificateExpiry } from './certificate-expiry.ts'
import { connectionExhaustion } from './connection-exhaustion.ts'
import { diskFull } from './disk-full.ts'
import type { FaultKind, MakeFault } from './fault.ts'
import { nodeFailure } from './node-failure.ts'
import { queueBacklog } from './queue-backlog.ts'
import { replicationLag } from './replication-lag.ts'

/** How each kind of fault is made to happen, and on what types of things it can. */
export const FAULTS: Readonly<Record<FaultKind, { make: MakeFault; on: readonly string[] }>> = {
  bad_deploy: { make: badDeploy, on: ['service', 'gateway'] },
  node_failure: { make: nodeFailure, on: ['node'] },
  certificate_expiry: { make: certificateExpiry, on: ['vendor', 'gateway'] },
  connection_exhaustion: { make: connectionExhaustion, on: ['database', 'proxy'] },
  disk_full: { make: diskFull, on: ['database'] },
  queue_backlog: { make: queueBacklog, on: ['queue'] },
  replication_lag: { make: replicationLag, on: ['database'] },
}
