import { type LoadProgress, loadProgress } from '../../ingest/load/progress.ts'
import type { Log } from '../../ingest/log/log.ts'
import type { Logger } from '../logger.ts'
import { every } from './timer.ts'

/** A progress that is followed until it is stopped. */
export interface FollowedProgress extends LoadProgress {
  stop(): void
}

/** Between a record's being loaded and a reader's hearing of it, at most; it costs the log one small request. */
const EVERY_MS = 100

/** Follows how far the loaders are, whichever processes they run in, by their group's places on the log. */
export function followProgress(log: Log, group: string, logger: Logger): FollowedProgress {
  const progress = loadProgress()
  const timer = every(
    EVERY_MS,
    async () => {
      for (const [partition, offset] of await log.committed(group)) {
        if (offset > progress.loadedOffset(partition)) progress.move(partition, offset)
      }
    },
    logger,
  )
  return {
    loadedOffset: progress.loadedOffset,
    onLoaded: progress.onLoaded,
    waitLoaded: progress.waitLoaded,
    stop: timer.stop,
  }
}
