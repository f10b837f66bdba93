/** Texts kept at most; then they are forgotten, and begin to be shared anew. */
const MOST = 200_000
/** Longer ones are seldom the same. */
const LONGEST = 64

const texts = new Map<string, string>()
const lists = new Map<string, readonly string[]>()

/** The same text, as it was first seen: a large estate says few names very often, and each copy takes memory. */
export function shared(text: string): string {
  if (text.length > LONGEST) return text
  const known = texts.get(text)
  if (known !== undefined) return known
  if (texts.size >= MOST) texts.clear()
  texts.set(text, text)
  return text
}

/** The same texts, each as it was first seen. */
export function sharedRecord(record: Readonly<Record<string, string>>): Record<string, string> {
  const made: Record<string, string> = {}
  for (const [name, value] of Object.entries(record)) {
    // Defined, not assigned: a label may be called __proto__.
    if (name === '__proto__')
      Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true })
    else made[name] = shared(value)
  }
  return made
}

/** A list of one text, the same one each time. */
export function sharedList(text: string): readonly string[] {
  const known = lists.get(text)
  if (known) return known
  if (lists.size >= MOST) lists.clear()
  const made = Object.freeze([shared(text)])
  lists.set(text, made)
  return made
}
