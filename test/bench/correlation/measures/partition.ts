/** A thing with the group that it is in and the one that it should be in. */
export interface Placed {
  truth: string
  found: string
}

/** How alike two partitions are; each figure is at most 1, and 1 for equal ones. */
export interface Likeness {
  /** Of the pairs found together, the share that belongs together; 1 when there are none. */
  precision: number
  /** Of the pairs that belong together, the share found together; 1 when there are none. */
  recall: number
  f1: number
  /** Adjusted Rand index: 0 is what chance gives. Source: Hubert and Arabie, Comparing partitions, 1985. */
  ari: number
}

/** Compares two partitions of the same things by the pairs that they put together. */
export function comparePartitions(things: readonly Placed[]): Likeness {
  const truths = new Map<string, number>()
  const founds = new Map<string, number>()
  const cells = new Map<string, Map<string, number>>()
  for (const { truth, found } of things) {
    add(truths, truth)
    add(founds, found)
    const row = cells.get(truth) ?? new Map<string, number>()
    cells.set(truth, row)
    add(row, found)
  }
  const both = [...cells.values()].reduce((sum, row) => sum + pairs(row), 0)
  const should = pairs(truths)
  const are = pairs(founds)
  const precision = are === 0 ? 1 : both / are
  const recall = should === 0 ? 1 : both / should
  const all = (things.length * (things.length - 1)) / 2
  const expected = all === 0 ? 0 : (should * are) / all
  const most = (should + are) / 2
  return {
    precision,
    recall,
    f1: should + are === 0 ? 1 : (2 * both) / (should + are),
    ari: most === expected ? 1 : (both - expected) / (most - expected),
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function pairs(counts: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const n of counts.values()) sum += (n * (n - 1)) / 2
  return sum
}
