import { words } from '../entity.ts'
import type { AlertNode } from '../state.ts'
import { type Evidence, evidence, WEIGHT } from './evidence.ts'

/** What an alert says of itself, ready to be compared with others. */
export interface Traits {
  rule: string
  words: ReadonlySet<string> | undefined
  /** Labels that tell places or teams apart, in the order of `text`. */
  labels: { name: string; value: string; text: string }[]
}

/** Labels that name the alert itself or its place so exactly that sharing them is stated elsewhere. */
const OWN_LABELS = new Set([
  'alertname',
  'severity',
  'instance',
  'pod',
  'container',
  'host',
  'hostname',
  'node',
  'service',
  'job',
  'app',
  'prometheus',
  'replica',
  'uid',
  'endpoint',
  'le',
  'quantile',
])
/** More shared labels than this say no more. */
const MOST_LABELS = 2
/** Texts as like as this, 0 to 1, say nearly the same. */
const ALIKE = 0.5

/** What an alert says of itself. */
export function traitsOf({ detail }: AlertNode): Traits {
  const labels: Traits['labels'] = []
  for (const name in detail.labels) {
    const value = detail.labels[name]
    if (!value || OWN_LABELS.has(name)) continue
    const text = `${name} ${value}`
    const at = labels.findIndex((label) => label.text > text)
    labels.splice(at < 0 ? labels.length : at, 0, { name, value, text })
  }
  return { rule: detail.name, words: wordsOf(detail.summary), labels }
}

/** Evidence from what the two alerts say of themselves (rule, words, labels), times what is left of it at their distance. */
export function sharedTraits(traits: Traits, { detail }: AlertNode, fade: number): Evidence[] {
  const found: Evidence[] = []
  if (traits.rule === detail.name) found.push(evidence('same_rule', WEIGHT.sameRule * fade, detail.name))
  const likeness = textLikeness(traits.words, wordsOf(detail.summary))
  if (likeness >= ALIKE) found.push(evidence('similar_text', WEIGHT.similarText * likeness * fade))
  let shared = 0
  for (const { name, value, text } of traits.labels) {
    if (detail.labels[name] !== value) continue
    found.push(evidence('same_label', WEIGHT.sharedLabel * fade, text))
    if (++shared === MOST_LABELS) break
  }
  return found
}

/** More than rounding can add to a fade. */
const ROUNDING = 0.01

/** Of what is left by other evidence, what the traits of two alerts can leave at the least, at this fade. */
export function leastLeftByTraits(left: number, fade: number): number {
  const strength = fade + ROUNDING
  const texts = (1 - WEIGHT.sameRule * strength) * (1 - WEIGHT.similarText * strength)
  return left * texts * (1 - WEIGHT.sharedLabel * strength) ** MOST_LABELS
}

/** Whether two texts differ in numbers at most, so that either is as like a third one. */
export function saysTheSame(a: string | undefined, b: string | undefined): boolean {
  return a === b || textLikeness(wordsOf(a), wordsOf(b)) === 1
}

/** Share of common words of two texts, 0 to 1 (Jaccard). */
function textLikeness(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): number {
  if (!a || !b || a.size === 0 || b.size === 0) return 0
  if (a === b) return 1
  let common = 0
  for (const word of a) if (b.has(word)) common++
  return common / (a.size + b.size - common)
}

const texts = new Map<string, ReadonlySet<string>>()
/** Texts that differ in numbers only share their words, so that these need not be compared. */
const sets = new Map<string, ReadonlySet<string>>()
const MAX_TEXTS = 100_000
const MAX_LENGTH = 500

/** The words of a text, numbers left out; undefined where there is none. */
function wordsOf(text: string | undefined): ReadonlySet<string> | undefined {
  if (!text) return undefined
  const known = texts.get(text)
  if (known) return known
  if (texts.size >= MAX_TEXTS) {
    texts.clear()
    sets.clear()
  }
  const made = new Set(words(text.slice(0, MAX_LENGTH)).filter((word) => !/\d/.test(word)))
  const signature = [...made].sort().join(' ')
  const shared = sets.get(signature) ?? made
  sets.set(signature, shared)
  texts.set(text, shared)
  return shared
}
