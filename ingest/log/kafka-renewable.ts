import { withDeadline } from './kafka-deadline.ts'

/** Something connected that is made when it is first needed, and anew after it failed. */
export interface Renewable<Resource> {
  /** Uses it; after a failure it is closed, and the next use gets a new one. Passes on what `use` returns or throws. */
  with<Result>(use: (resource: Resource) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

/**
 * Makes and closes the resource as needed; making, using or closing it for longer than `deadlineMs` is a failure. What
 * closing one throws is of no interest: it was given up.
 */
export function renewable<Resource>(
  make: () => Promise<Resource>,
  close: (resource: Resource) => Promise<void>,
  deadlineMs: number,
): Renewable<Resource> {
  let current: Promise<Resource> | undefined

  async function giveUp(resource: Promise<Resource> | undefined): Promise<void> {
    if (current === resource) current = undefined
    if (resource) await withDeadline(deadlineMs, resource.then(close)).catch(() => {})
  }

  return {
    async with(use) {
      current ??= make()
      const mine = current
      try {
        return await withDeadline(deadlineMs, mine.then(use))
      } catch (error) {
        void giveUp(mine)
        throw error
      }
    },
    close: () => giveUp(current),
  }
}
