import { words } from '../entity.ts'
import type { AlertNode } from '../state.ts'
import { thousandths } from '../thousandths.ts'
import { type Evidence, type EvidenceKind, evidence, WEIGHT } from './evidence.ts'

/** What an alert says of itself, ready to be compared with others. */
export interface Traits {
  rule: string
  words: ReadonlySet<string> | undefined
  /** Labels that tell places or teams apart, in the order of names. */
  labels: { name: string; value: string }[]
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
    const at = labels.findIndex((label) => label.name > name)
    labels.splice(at < 0 ? labels.length : at, 0, { name, value })
  }
  return { rule: detail.name, words: wordsOf(detail.summary), labels }
}

/**
 * The chance left, 0 to 1, that two alerts are not one fault, when it was `left` without what they say of themselves
 * (rule, words, labels), of which so much counts at their distance. The evidence is put into `found` where that is given:
 * of most that is weighed only the weight matters.
 */
export function leftByTraits(
  traits: Traits,
  { detail }: AlertNode,
  fade: number,
  left: number,
  found?: Evidence[],
): number {
  let rest = left
  const say = (kind: EvidenceKind, weight: number, about?: string) => {
    rest *= 1 - thousandths(weight)
    found?.push(evidence(kind, weight, about))
  }
  if (traits.rule === detail.name) say('same_rule', WEIGHT.sameRule * fade, detail.name)
  const likeness = textLikeness(traits.words, wordsOf(detail.summary))
  if (likeness >= ALIKE) say('similar_text', WEIGHT.similarText * likeness * fade)
  let shared = 0
  for (const { name, value } of traits.labels) {
    if (detail.labels[name] !== value) continue
    say('same_label', WEIGHT.sharedLabel * fade, found && `${name} ${value}`)
    if (++shared === MOST_LABELS) break
  }
  return rest
}

/** More than rounding can add to a fade. */
const ROUNDING = 0.01

/** Of what is left by other evidence, what the traits of two alerts can leave at the least, at this fade. */
export function leastLeftByTraits(traits: Traits, { detail }: AlertNode, fade: number, left: number): number {
  const strength = fade + ROUNDING
  const rule = traits.rule === detail.name ? 1 - WEIGHT.sameRule * strength : 1
  const texts = 1 - WEIGHT.similarText * strength
  const labels = (1 - WEIGHT.sharedLabel * strength) ** Math.min(MOST_LABELS, traits.labels.length)
  return left * rule * texts * labels
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
/** By the text with each number as 0: what differs in numbers only shares its words, which need not be compared then. */
const templates = new Map<string, ReadonlySet<string>>()
const MAX_TEXTS = 100_000
const MAX_LENGTH = 500

/** The words of a text, those with numbers left out; undefined where there is none. */
function wordsOf(text: string | undefined): ReadonlySet<string> | undefined {
  if (!text) return undefined
  const known = texts.get(text)
  if (known) return known
  if (texts.size >= MAX_TEXTS) {
    texts.clear()
    templates.clear()
  }
  const template = text.slice(0, MAX_LENGTH).replaceAll(/\d+/g, '0')
  const made = templates.get(template) ?? new Set(words(template).filter((word) => !/\d/.test(word)))
  templates.set(template, made)
  texts.set(text, made)
  return made
}
