/** The pages of a list that were read so far, each with how many rows it has and where the next one begins. */
export type Pages = readonly ReadPage[]

interface ReadPage {
  rows: number
  next: string | undefined
}

/** Pages of which some were read again or for the first time; the same object when that changed nothing. */
export function withPage(pages: Pages, index: number, page: ReadPage): Pages {
  const before = pages[index]
  if (index > pages.length || (before && before.rows === page.rows && before.next === page.next)) return pages
  // Where the next page begins is kept as it was first read, so that no page after it has to be read again.
  return before ? pages.with(index, { rows: page.rows, next: before.next }) : [...pages, page]
}

/** How many rows the pages have that were read so far. */
export function rowsRead(pages: Pages): number {
  return pages.reduce((sum, page) => sum + page.rows, 0)
}

/** Whether there are more rows than were read. */
export function hasMore(pages: Pages): boolean {
  const last = pages.at(-1)
  return last === undefined || last.next !== undefined
}

/** The page of a row, counted from 0, and the row's place in it; the page after the last for rows not read yet. */
export function placeOfRow(pages: Pages, row: number): { page: number; at: number } {
  let before = 0
  for (const [page, { rows }] of pages.entries()) {
    if (row < before + rows) return { page, at: row - before }
    before += rows
  }
  return { page: pages.length, at: row - before }
}

/** The pages to have at hand for the rows from `first` to `last`: with a page's part to either side, none beyond the next. */
export function pagesToRead(pages: Pages, first: number, last: number, margin: number): number[] {
  const newest = hasMore(pages) ? pages.length : pages.length - 1
  const from = Math.min(placeOfRow(pages, Math.max(0, first - margin)).page, newest)
  const to = Math.min(placeOfRow(pages, last + margin).page, newest)
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
