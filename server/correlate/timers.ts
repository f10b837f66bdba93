/** What is to be looked at again when event time reaches a moment. */
export interface Timer {
  kind: 'series' | 'alert' | 'lone' | 'incident' | 'causes' | 'suppression' | 'unowned'
  id: string
}

interface Entry {
  at: number
  timer: Timer
}

/** A heap of timers by event time. */
export interface Timers {
  entries: Entry[]
  /** What is set already, so that repeats do not pile up. */
  set: Set<string>
}

/** No timers. */
export function createTimers(): Timers {
  return { entries: [], set: new Set() }
}

/** Sets a timer; the same one at the same time is set once. */
export function addTimer(timers: Timers, at: number, timer: Timer): void {
  const key = keyOf(at, timer)
  if (timers.set.has(key)) return
  timers.set.add(key)
  const { entries } = timers
  let child = entries.push({ at, timer }) - 1
  while (child > 0) {
    const parent = (child - 1) >> 1
    if (!swapIfEarlier(entries, child, parent)) break
    child = parent
  }
}

/** Event time moves on in such steps for what is to be forgotten: before the events of a step, not among them. */
export const STEP_MS = 60_000

/** The beginning of the step in which a moment is. */
export function stepOf(at: number): number {
  return Math.floor(at / STEP_MS) * STEP_MS
}

/** The first beginning of a step from a moment on. */
export function stepFrom(at: number): number {
  return Math.ceil(at / STEP_MS) * STEP_MS
}

/** The beginning of the step after the one in which a moment is. */
export function stepAfter(at: number): number {
  return stepOf(at) + STEP_MS
}

/** When the first timer is due, if any is set. */
export function nextDue(timers: Timers): number | undefined {
  return timers.entries[0]?.at
}

/** Takes out all timers up to and including `until`, earliest first. */
export function dueTimers(timers: Timers, until: number): Timer[] {
  const due: Timer[] = []
  for (let first = timers.entries[0]; first && first.at <= until; first = timers.entries[0]) {
    due.push(first.timer)
    timers.set.delete(keyOf(first.at, first.timer))
    removeFirst(timers.entries)
  }
  return due
}

function keyOf(at: number, { kind, id }: Timer): string {
  return `${at} ${kind} ${id}`
}

function removeFirst(entries: Entry[]): void {
  const last = entries.pop()
  if (!last || entries.length === 0) return
  entries[0] = last
  let parent = 0
  for (;;) {
    const left = 2 * parent + 1
    const right = left + 1
    let smallest = parent
    for (const child of [left, right]) {
      const [a, b] = [entries[child], entries[smallest]]
      if (a && b && isEarlier(a, b)) smallest = child
    }
    if (!swapIfEarlier(entries, smallest, parent)) return
    parent = smallest
  }
}

/** Of what is due at the same moment the order is that of names: it must not depend on what was set first. */
function isEarlier(a: Entry, b: Entry): boolean {
  if (a.at !== b.at) return a.at < b.at
  return a.timer.kind === b.timer.kind ? a.timer.id < b.timer.id : a.timer.kind < b.timer.kind
}

function swapIfEarlier(entries: Entry[], child: number, parent: number): boolean {
  const [a, b] = [entries[child], entries[parent]]
  if (!a || !b || !isEarlier(a, b)) return false
  entries[child] = b
  entries[parent] = a
  return true
}
