/** Lends a few things out, one user each; who comes when all are out waits in line. */
export interface Pool<T> {
  use<R>(action: (item: T) => Promise<R>): Promise<R>
}

/** A pool of these items (at least one). */
export function poolOf<T>(items: readonly T[]): Pool<T> {
  const free = [...items]
  const line: ((item: T) => void)[] = []

  function take(): Promise<T> {
    const item = free.pop()
    if (item !== undefined) return Promise.resolve(item)
    return new Promise((resolve) => line.push(resolve))
  }

  return {
    async use(action) {
      const item = await take()
      try {
        return await action(item)
      } finally {
        const next = line.shift()
        if (next) next(item)
        else free.push(item)
      }
    },
  }
}
