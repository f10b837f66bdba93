/** A turn that actions take one after the other, in the order in which they were given; each tells what became of it. */
export function oneAtATime(): <T>(action: () => Promise<T>) => Promise<T> {
  let inHand: Promise<unknown> = Promise.resolve()
  return (action) => {
    const result = inHand.then(action)
    // Whoever gave it hears of a failure; the next one has its turn all the same.
    inHand = result.catch(() => undefined)
    return result
  }
}
