/** The first `max` UTF-16 units of a text, never half a character. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text
  return text.slice(0, max).replace(/\p{Surrogate}$/u, '')
}

const LONGEST_URL = 4096

/** A text with every lone surrogate (half a character) replaced, so that it can be stored. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}

/** A link that can be shown to people: http or https and not too long; undefined for anything else. */
export function link(url: unknown): string | undefined {
  return typeof url === 'string' && url.length <= LONGEST_URL && /^https?:\/\//i.test(url) ? url : undefined
}

/** A JSON value as one text: strings as they are, anything else as JSON. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The entries of an object as texts; null and undefined are left out. */
export function asTexts(values: Record<string, unknown>): Record<string, string> {
  const texts: [string, string][] = []
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined) texts.push([name, asText(value)])
  }
  return Object.fromEntries(texts)
}

/** An object without the members that are undefined. */
export function defined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined)
  // The type of a filtered entry list cannot say which members remain.
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> }
}
