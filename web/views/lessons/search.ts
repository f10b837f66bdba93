/** What the address of Learned can carry: that what holds no more is shown. */
export interface LessonsSearch {
  part?: 'ended'
}

/** Reads the query string of Learned; what is not understood is left out. */
export function readLessons(search: Record<string, unknown>): LessonsSearch {
  return search['part'] === 'ended' ? { part: 'ended' } : {}
}
