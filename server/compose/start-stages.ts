import type { Database } from '../../ingest/database/database.ts'
import { LOADER_GROUP, type Loader, startLoader } from '../../ingest/load/loader.ts'
import type { ArrivalDefaults } from '../../ingest/log/decode-entry.ts'
import type { Log } from '../../ingest/log/log.ts'
import type { SnapshotStore } from '../../ingest/log/snapshots.ts'
import type { CorrelationSettings } from '../../schema/settings/correlation.ts'
import type { Metrics } from '../api/metrics.ts'
import type { ProcessOptions } from '../process.ts'
import { CORRELATOR_GROUP, type RunningCorrelator, startCorrelating } from '../roles/correlate.ts'
import { committedPlace, type Stages } from '../roles/lag.ts'

/** The stages behind the log that run in this process. */
export interface RunningStages {
  loader: Loader | undefined
  /** Where both stages are on the log, in whichever processes they run. */
  stages: Stages
  /** Correlates by these settings from now on, where that is done in this process. */
  adopt(settings: CorrelationSettings): Promise<void>
  stop(): Promise<void>
}

/** What the stages work on. Without a database there is no loader. */
export interface StageEngines {
  log: Log
  snapshots: SnapshotStore
  database: Database | undefined
  arrivalDefaults: ArrivalDefaults
  metrics: Metrics
}

/** Starts the loader and the correlator where the roles say so. */
export async function startStages(options: ProcessOptions, engines: StageEngines): Promise<RunningStages> {
  const { settings, file, logger, clock } = options
  const { log, database, arrivalDefaults, metrics } = engines
  const loader =
    database && settings.roles.includes('load')
      ? startLoader({
          log,
          database,
          arrivalDefaults,
          clock,
          logger,
          onProgress: ({ age }) => metrics.observe('load', age / 1000),
        })
      : undefined
  const correlator = settings.roles.includes('correlate')
    ? await startCorrelating({
        log,
        snapshots: engines.snapshots,
        settings: { ...file.correlation, latenessMs: settings.latenessMs },
        arrivalDefaults,
        correlate: options.correlate,
        tickMs: settings.tickMs,
        monotonic: options.monotonic,
        newId: options.newId,
        logger,
        onBatch: (took) => metrics.observe('correlate', took / 1000),
      })
    : undefined
  // The embedded log has one of each stage, in this process, which knows to the record where it is.
  const embedded = log.transport === 'embedded'
  return {
    loader,
    stages: {
      loaded: loader && embedded ? async () => loader.loadedOffset : committedPlace(log, LOADER_GROUP),
      correlated:
        correlator && embedded ? async () => placeOf(correlator) : committedPlace(log, CORRELATOR_GROUP),
    },
    async adopt(settings) {
      await correlator?.adopt(settings)
    },
    async stop() {
      await correlator?.stop()
      await loader?.stop()
    },
  }
}

function placeOf(correlator: RunningCorrelator): (partition: string) => number {
  const places = correlator.positions()
  return (partition) => places.get(partition) ?? 0
}
