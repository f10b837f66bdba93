/** What a page says of how it felt, read from its window after `installProbe`. Times in milliseconds since the load. */
export interface Felt {
  /** When each of the contents asked for was on screen. */
  seen: Record<string, number>
  /** Sums of layout shift as Chromium scores it, without those within 500 ms of a person's input, and what moved. */
  shift: number
  moved: string[]
  /** Durations of tasks over 50 ms. */
  longTasks: number[]
  /** How many keys and clicks there were, and how long from each of those over 16 ms to the next picture. */
  interactions: number
  slow: number[]
}

/**
 * To run in a page before its own scripts: notes when elements of the selectors (all of a name, by name) are first on
 * screen, and what Chromium tells of interactions (Event Timing), layout shift and long tasks. What is noted is
 * read by `feltOf`.
 */
export function installProbe(contents: Record<string, readonly string[]>): void {
  const seen: Record<string, number> = {}
  const waiting = new Map(Object.entries(contents))
  const shifts: { value: number; moved: string[] }[] = []
  const longTasks: number[] = []
  const slow = new Map<number, number>()
  const isShown = (selector: string) => {
    const element = document.querySelector(selector)
    return element !== null && element.getClientRects().length > 0
  }
  const look = () => {
    for (const [name, selectors] of waiting) {
      if (!selectors.every(isShown)) continue
      waiting.delete(name)
      // A task that a frame leaves behind runs once that frame is drawn.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => {
          seen[name] = performance.now()
        }
        port2.postMessage(undefined)
      })
    }
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true })

  // Not in TypeScript's DOM library: web standards that only Chromium has.
  interface Shift extends PerformanceEntry {
    value: number
    hadRecentInput: boolean
    sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[]
  }
  const nameOf = (node: Node | null) => {
    const element = node instanceof Element ? node : node?.parentElement
    return element ? `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}` : 'gone'
  }
  const observe = (type: string, each: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) each(entry)
    }).observe({ type, buffered: true, durationThreshold: 16 } as PerformanceObserverInit)
  observe('layout-shift', (entry) => {
    const { value, hadRecentInput, sources } = entry as Shift
    if (hadRecentInput) return
    const moved = sources.map(
      ({ node, previousRect: from, currentRect: to }) =>
        `${nameOf(node)} ${Math.round(from.x)},${Math.round(from.y)} ${Math.round(from.width)}x${Math.round(from.height)} -> ${Math.round(to.x)},${Math.round(to.y)} ${Math.round(to.width)}x${Math.round(to.height)} (${value.toFixed(4)} at ${Math.round(entry.startTime)} ms)`,
    )
    shifts.push({ value, moved })
  })
  observe('longtask', ({ duration }) => longTasks.push(duration))
  observe('event', (entry) => {
    const { interactionId, duration } = entry as PerformanceEventTiming & { interactionId: number }
    if (interactionId > 0) slow.set(interactionId, Math.max(duration, slow.get(interactionId) ?? 0))
  })
  Object.assign(window, {
    felt: (): Felt => ({
      seen,
      shift: shifts.reduce((sum, { value }) => sum + value, 0),
      moved: shifts.flatMap(({ moved }) => moved),
      longTasks,
      interactions: (performance as Performance & { interactionCount: number }).interactionCount,
      slow: [...slow.values()],
    }),
  })
}

/** To run in a page with the probe: what it noted so far. */
export function feltOf(): Felt {
  return (window as unknown as { felt(): Felt }).felt()
}
