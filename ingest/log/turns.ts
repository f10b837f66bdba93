/** A partition that has records waiting; urgent when one of them is. */
export interface Waiting {
  partition: number
  urgent: boolean
}

/** So many reads in a row may prefer urgent partitions before one that does not. */
const URGENT_IN_A_ROW = 3

/**
 * Chooses whose records are read next. Partitions take turns; of four turns three are for those with urgent records,
 * while there are any. So each partition that waits is read once in four times their number of turns at the latest.
 */
export function createTurns(): (waiting: readonly Waiting[]) => number | undefined {
  let inARow = 0
  let lastUrgent = -1
  let lastOfAll = -1

  return (waiting) => {
    const urgent = waiting.filter((one) => one.urgent)
    if (urgent.length === 0 || inARow >= URGENT_IN_A_ROW) {
      inARow = 0
      lastOfAll = after(lastOfAll, waiting) ?? lastOfAll
      return waiting.length > 0 ? lastOfAll : undefined
    }
    inARow++
    lastUrgent = after(lastUrgent, urgent) ?? lastUrgent
    return lastUrgent
  }
}

/** The next greater partition, or else the smallest. */
function after(last: number, waiting: readonly Waiting[]): number | undefined {
  const numbers = waiting.map(({ partition }) => partition).sort((a, b) => a - b)
  return numbers.find((partition) => partition > last) ?? numbers[0]
}
