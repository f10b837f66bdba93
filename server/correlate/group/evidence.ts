import type { JoinReason } from '../../../schema/records/correlation.ts'
import { words } from '../entity.ts'
import type { AlertNode } from '../state.ts'

/**
 * Weights of evidence, each the chance (0 to 1) that two alerts are one fault when this alone is known and they
 * begin together. They are combined as independent chances: 1 - (1 - a)(1 - b)...
 */
export const WEIGHT = {
  /** The same alert fired again shortly after. */
  sameAlert: 0.95,
  /** On the same entity. */
  sameEntity: 0.9,
  /** The other's entity is needed by this one's; times the weights of the edges between. */
  dependsOn: 1,
  /** A caller alerted first; divided by the root of how many things it calls. */
  calledBy: 0.55,
  /** Most of what needs a silent thing began together. */
  commonDependency: 0.8,
  /** Both need a thing that was changed shortly before. */
  sameChange: 0.65,
  /** Seen in one incident before, when seen often. */
  seenTogether: 0.5,
  sameService: 0.8,
  /** Same service but other instances of it, which topology does not know. */
  sameServiceApart: 0.45,
  /** The same where topology knows both, and so says more itself. */
  sameServiceKnownApart: 0.3,
  sameServiceOfHosts: 0.1,
  sameRule: 0.25,
  /** Times the likeness of the texts, 0 to 1. */
  similarText: 0.25,
  /** Each shared label that tells places or teams apart, two at most. */
  sharedLabel: 0.15,
} as const

const MINUTE_MS = 60_000
/** Time constants of how belief fades with the distance of the beginnings. */
const PEER_FADE_MS = 5 * MINUTE_MS
const SAME_ENTITY_FADE_MS = 15 * MINUTE_MS
const UPSTREAM_FADE_MS = 60 * MINUTE_MS

/** Belief left, 0 to 1, when two alerts begin `distance` ms apart; none beyond the window. */
export function peerFade(distance: number, windowMs: number): number {
  return Math.abs(distance) > windowMs ? 0 : Math.exp(-Math.abs(distance) / PEER_FADE_MS)
}

/** Belief left that an alert that still fires has to do with a later one on the same entity. */
export function sameEntityFade(distance: number): number {
  return Math.exp(-Math.abs(distance) / SAME_ENTITY_FADE_MS)
}

/** Belief left that what still fires upstream explains a later alert: a broken dependency goes on to break things. */
export function upstreamFade(distance: number): number {
  return Math.exp(-Math.abs(distance) / UPSTREAM_FADE_MS)
}

/** A piece of evidence; put into words only where it is told, for most of what is weighed is not. */
export interface Evidence {
  kind: string
  /** 0 to 1, rounded, so that it reads and compares the same everywhere. */
  weight: number
  text: () => string
}

/** A piece of evidence with its weight rounded. */
export function evidence(kind: string, weight: number, text: () => string): Evidence {
  return { kind, weight: Math.round(weight * 1000) / 1000, text }
}

/** The chance left, 0 to 1, that two alerts are not one fault, when it was `left` without this evidence. */
export function chanceLeft(left: number, found: readonly Evidence[]): number {
  return found.reduce((rest, { weight }) => rest * (1 - weight), left)
}

/** The strongest of this evidence in words, at most so many. */
export function reasons(found: readonly Evidence[], other: AlertNode, most: number): JoinReason[] {
  return [...found]
    .sort((a, b) => b.weight - a.weight || (a.kind < b.kind ? -1 : 1))
    .slice(0, most)
    .map(({ kind, weight, text }) => ({ kind, with: other.id, weight, text: text() }))
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

/** Of what is left by other evidence, what the traits of two alerts can leave at the least, at this fade. */
export function leastLeftByTraits(left: number, fade: number): number {
  const strength = fade + ROUNDING
  const texts = (1 - WEIGHT.sameRule * strength) * (1 - WEIGHT.similarText * strength)
  return left * texts * (1 - WEIGHT.sharedLabel * strength) ** 2
}

/** More than rounding can add to a fade. */
const ROUNDING = 0.01

/** Evidence from what the two alerts say of themselves (rule, words, labels), times what is left of it at their distance. */
export function sharedTraits(alert: AlertNode, other: AlertNode, fade: number): Evidence[] {
  const found: Evidence[] = []
  if (alert.detail.name === other.detail.name) {
    found.push(evidence('same_rule', WEIGHT.sameRule * fade, () => `same rule ${alert.detail.name}`))
  }
  const likeness = textLikeness(alert.detail.summary, other.detail.summary)
  if (likeness >= 0.5) {
    found.push(evidence('similar_text', WEIGHT.similarText * likeness * fade, () => 'says nearly the same'))
  }
  const shared: string[] = []
  for (const [name, value] of Object.entries(alert.detail.labels)) {
    if (other.detail.labels[name] === value && value !== '' && !OWN_LABELS.has(name))
      shared.push(`${name} ${value}`)
  }
  for (const text of shared.sort().slice(0, 2)) {
    found.push(evidence('same_label', WEIGHT.sharedLabel * fade, () => `same ${text}`))
  }
  return found
}

/** Whether two texts differ in numbers at most, so that either is as like a third one. */
export function saysTheSame(a: string | undefined, b: string | undefined): boolean {
  return a === b || textLikeness(a, b) === 1
}

/** Share of common words of two texts, numbers left out, 0 to 1 (Jaccard). */
function textLikeness(a: string | undefined, b: string | undefined): number {
  if (!a || !b) return 0
  const left = textWords(a)
  const right = textWords(b)
  let common = 0
  for (const word of left) if (right.has(word)) common++
  const all = left.size + right.size - common
  return all === 0 ? 0 : common / all
}

const texts = new Map<string, Set<string>>()
const MAX_TEXTS = 20_000

function textWords(text: string): Set<string> {
  const known = texts.get(text)
  if (known) return known
  const made = new Set(words(text.slice(0, 500)).filter((word) => !/\d/.test(word)))
  if (texts.size >= MAX_TEXTS) texts.clear()
  texts.set(text, made)
  return made
}
