/** One page of a list; `nextCursor` is absent on the last. */
export interface Page<T> {
  items: T[]
  nextCursor?: string
  total?: number
}
