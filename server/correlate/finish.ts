/** Carries out work that is done in steps, in one go, and returns what it comes to. */
export function finish<Result>(work: Iterator<unknown, Result>): Result {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}
