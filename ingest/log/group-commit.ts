/** Waiting work of one caller. */
interface Waiting<Item> {
  items: Item[]
  size: number
  resolve: () => void
  reject: (error: unknown) => void
}

/** Joins the work of many callers into few writes. */
export interface GroupCommit<Item> {
  /** Resolves when these items are written, in the order of the calls; rejects when the write that held them failed. */
  add(items: Item[]): Promise<void>
  /** Resolves when nothing waits and nothing is being written. */
  idle(): Promise<void>
}

/**
 * While one write runs, what comes meanwhile waits and then goes together into the next, up to `maxItems` (one
 * caller's items are never parted). So many small callers share one sync, and a lone one waits for nobody. Where the
 * items differ in size, `sizeOf` tells it and `maxItems` is in its unit.
 */
export function groupCommit<Item>(
  write: (items: Item[]) => Promise<void>,
  maxItems: number,
  sizeOf: (item: Item) => number = () => 1,
): GroupCommit<Item> {
  let waiting: Waiting<Item>[] = []
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const group = takeGroup()
      try {
        await write(group.flatMap(({ items }) => items))
        for (const { resolve } of group) resolve()
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    running = undefined
  }

  function takeGroup(): Waiting<Item>[] {
    let count = 0
    let callers = 0
    for (const { size } of waiting) {
      if (callers > 0 && count + size > maxItems) break
      count += size
      callers++
    }
    const group = waiting.slice(0, callers)
    waiting = waiting.slice(callers)
    return group
  }

  return {
    add: (items) =>
      new Promise((resolve, reject) => {
        let size = 0
        for (const item of items) size += sizeOf(item)
        waiting.push({ items, size, resolve, reject })
        running ??= run()
      }),
    async idle() {
      while (running) await running
    },
  }
}
