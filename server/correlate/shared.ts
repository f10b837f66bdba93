import type { Detail } from './state.ts'

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
  const made = { ...record }
  // A label may be called __proto__, which must not be assigned.
  for (const [name, value] of Object.entries(record)) if (name !== '__proto__') made[name] = shared(value)
  return made
}

/** What an event said, with the texts that many events have in common as they were first seen. */
export function sharedDetail(said: Detail): Detail {
  const { name, severity, source, summary, description, service, entity, labels, annotations, url } = said
  return {
    name: shared(name),
    severity,
    source: shared(source),
    summary,
    description,
    service: service === undefined ? undefined : shared(service),
    entity: entity && { type: shared(entity.type), name: shared(entity.name) },
    labels: sharedRecord(labels),
    annotations: sharedRecord(annotations),
    url,
  }
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
