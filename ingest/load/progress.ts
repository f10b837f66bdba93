/** How far the log is in the database. */
export interface LoadProgress {
  /** The first offset of a partition that is not in the database yet; 0 before anything is known of it. */
  loadedOffset(partition: string): number
  /** Calls back whenever more was loaded; returns how to stop that. */
  onLoaded(listener: () => void): () => void
  /** Resolves true when the record at `offset` is in the database, or false after `timeoutMs`. */
  waitLoaded(partition: string, offset: number, timeoutMs: number): Promise<boolean>
}

/** A progress that the loader moves on. */
export interface MovingProgress extends LoadProgress {
  move(partition: string, offset: number): void
}

/** A progress at nothing. */
export function loadProgress(): MovingProgress {
  const offsets = new Map<string, number>()
  const listeners = new Set<() => void>()
  const loadedOffset = (partition: string) => offsets.get(partition) ?? 0

  function onLoaded(listener: () => void): () => void {
    // A function of its own, so that one listener given twice is called twice and stopped once.
    const own = () => listener()
    listeners.add(own)
    return () => listeners.delete(own)
  }

  return {
    loadedOffset,
    onLoaded,
    waitLoaded: (partition, offset, timeoutMs) =>
      new Promise((resolve) => {
        if (loadedOffset(partition) > offset) return resolve(true)
        const stop = onLoaded(() => {
          if (loadedOffset(partition) > offset) finish(true)
        })
        const timer = setTimeout(() => finish(false), timeoutMs)
        function finish(loaded: boolean) {
          clearTimeout(timer)
          stop()
          resolve(loaded)
        }
      }),
    move(partition, offset) {
      offsets.set(partition, offset)
      for (const listener of [...listeners]) listener()
    },
  }
}
