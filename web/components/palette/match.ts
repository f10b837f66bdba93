/** Longer texts and queries are compared by their beginning only, so that typing stays quick whatever came in. */
const LONGEST_TEXT = 200
const LONGEST_QUERY = 60

/**
 * How well a text answers what was typed, 0 to 1; undefined where it does not. Best is the text itself, then its
 * beginning, the beginning of one of its words, a part of it, and last the letters in their order with few gaps.
 */
export function matchScore(query: string, text: string): number | undefined {
  const wanted = query.trim().toLowerCase().slice(0, LONGEST_QUERY)
  const own = text.toLowerCase().slice(0, LONGEST_TEXT)
  if (wanted === '') return 0
  if (own === wanted) return 1
  if (own.startsWith(wanted)) return 0.9
  const at = own.indexOf(wanted)
  if (at > 0) return /[^\p{L}\p{N}]/u.test(own.charAt(at - 1)) ? 0.8 : 0.6
  return inOrder(wanted, own)
}

/** The items that answer what was typed, the best first, equals as they came, at most `most` of them. */
export function bestMatches<T>(
  query: string,
  items: readonly T[],
  textOf: (item: T) => string,
  most: number,
): T[] {
  return items
    .map((item) => ({ item, score: matchScore(query, textOf(item)) }))
    .filter((each): each is { item: T; score: number } => each.score !== undefined)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ item }) => item)
}

/** Letters in their order: 0.1 to 0.5, the more the closer they stand; undefined from as many gaps as letters on. */
function inOrder(wanted: string, own: string): number | undefined {
  let at = -1
  let gaps = 0
  for (const letter of wanted) {
    if (letter === ' ') continue
    const next = own.indexOf(letter, at + 1)
    if (next < 0) return undefined
    if (next !== at + 1) gaps += 1
    at = next
  }
  // A single letter in the middle of a word, or letters from all over, are no answer.
  return gaps > Math.max(1, wanted.length / 2) ? undefined : 0.5 - (0.4 * gaps) / (wanted.length + 1)
}
