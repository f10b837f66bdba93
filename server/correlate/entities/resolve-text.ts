import type { Topology } from '../topology.ts'
import { isAddress } from './host-names.ts'
import { AMBIGUOUS, nameIndex } from './name-index.ts'
import { resolveName } from './resolve-name.ts'

/** A node that a text names, and the words that did. */
export interface Named {
  id: string
  words: string
}

/** What comes after is not read, so that a text costs no more than this. */
const MOST_CHARACTERS = 500
const MOST_WORDS = 80

const WORD = /[\p{L}\p{N}][\p{L}\p{N}._:/@-]*/gu
const SEPARATORS = '._:/@-'
/** A plain word behind one of these, or in quotes, is a name. */
const KINDS = new Set(
  `server host hostname node machine vm service application app pod container deployment database db instance
   device switch router firewall gateway cluster queue topic volume function`.split(/\s+/),
)
/** Words that come behind these, too, and name nothing. */
const NEVER = new Set(
  `is was are has had not no can cannot could did does will down up off with and or on in at by for from of the to
   that which this error errors failed failing failure failures fault crashed unreachable unavailable unresponsive
   restarted stopped name names status state health level process processes port time times disk cpu memory load
   usage latency response group pool member members count size limit offline online degraded high low slow`.split(
    /\s+/,
  ),
)
const QUOTED = /["'`“‘«[]$/
const SHORTEST_PLAIN = 3

interface Word {
  text: string
  /** Said to be a name: in quotes, or behind the kind of what it names. */
  marked: boolean
}

/**
 * The one node that a text names. A name counts as a whole word, the longest at its place, and only if it could not be
 * meant otherwise: it has a digit or a separator (`web01`, `payments-db`), is an address, has several words, is in
 * quotes, or stands behind its kind (`service checkout`). So a node called `api` is not found wherever a text speaks
 * of an api. Undefined where several nodes are named, or none.
 */
export function resolveText(topology: Topology, text: string): Named | undefined {
  const { exact, phrases } = nameIndex(topology)
  if (exact.size === 0) return undefined
  const words = wordsOf(text.slice(0, MOST_CHARACTERS))
  let named: Named | undefined
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    if (!word) break
    let found: { id: string | undefined; words: string; length: number } | undefined
    for (let length = phrases.get(word.text.toLowerCase()) ?? 0; length > 1 && !found; length--) {
      const said = words.slice(at, at + length).map((one) => one.text)
      const id = said.length < length ? undefined : exact.get(said.join(' ').toLowerCase())
      if (id !== undefined) found = { id: id === AMBIGUOUS ? undefined : id, words: said.join(' '), length }
    }
    if (!found && (word.marked || isTelling(word.text))) {
      const known = exact.get(word.text.toLowerCase())
      const match =
        known === AMBIGUOUS
          ? { id: undefined }
          : isTelling(word.text)
            ? resolveName(topology, word.text, 'host', undefined)
            : known === undefined
              ? undefined
              : { id: known }
      if (match) found = { id: match.id, words: word.text, length: 1 }
    }
    if (!found) continue
    if (found.id === undefined || (named && named.id !== found.id)) return undefined
    named ??= { id: found.id, words: found.words }
    at += found.length - 1
  }
  return named
}

function wordsOf(text: string): Word[] {
  const words: Word[] = []
  let before = ''
  for (const { 0: raw, index } of text.matchAll(WORD)) {
    const said = withoutEnd(raw)
    const lower = said.toLowerCase()
    const quoted = QUOTED.test(text.slice(Math.max(0, index - 1), index))
    const plainName = lower.length >= SHORTEST_PLAIN && !NEVER.has(lower) && !KINDS.has(lower)
    words.push({ text: said, marked: plainName && (quoted || KINDS.has(before)) })
    before = lower
    if (words.length === MOST_WORDS) break
  }
  return words
}

/** Without the full stop or colon behind it. */
function withoutEnd(word: string): string {
  let end = word.length
  while (end > 0 && SEPARATORS.includes(word.charAt(end - 1))) end--
  return word.slice(0, end)
}

/** Whether a word can hardly be one of prose: it has letters with a digit or with a separator between, or is an address. */
function isTelling(word: string): boolean {
  // Links lead to dashboards and manuals.
  if (word.includes('://')) return false
  if (isAddress(word.replace(/:\d+$/, '').toLowerCase())) return true
  return (
    word.length >= SHORTEST_PLAIN && /\p{L}/u.test(word) && /\d|[\p{L}\p{N}][._:/@-]+[\p{L}\p{N}]/u.test(word)
  )
}
