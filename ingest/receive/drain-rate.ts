const WINDOW_SECONDS = 10

/** Measures how much has drained over the last 10 s. */
export interface DrainRate {
  add(bytes: number): void
  bytesPerSecond(): number
}

/** A rate of nothing yet; `monotonic` is in milliseconds. */
export function drainRate(monotonic: () => number): DrainRate {
  const seconds: { second: number; bytes: number }[] = []
  const current = () => {
    const second = Math.floor(monotonic() / 1000)
    while (seconds[0] && seconds[0].second <= second - WINDOW_SECONDS) seconds.shift()
    return second
  }
  return {
    add(bytes) {
      const second = current()
      const last = seconds.at(-1)
      if (last?.second === second) last.bytes += bytes
      else seconds.push({ second, bytes })
    },
    bytesPerSecond() {
      current()
      return seconds.reduce((sum, { bytes }) => sum + bytes, 0) / WINDOW_SECONDS
    },
  }
}
