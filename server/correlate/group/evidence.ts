import { thousandths } from '../thousandths.ts'

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
  /** The same when its own alert says that it is broken itself, which what it calls rarely does to it. */
  dependsOnAlone: 0.5,
  calledByAlone: 0.2,
  commonDependencyAlone: 0.3,
  sameChangeAlone: 0.3,
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
  /** It begins with what broke a long quiet, and topology does not know where it belongs. */
  sameMoment: 0.75,
  sameMomentAlone: 0.35,
  /** The same rule in the same minutes somewhere else. */
  nearInTime: 0.2,
  sameRule: 0.25,
  /** Times the likeness of the texts, 0 to 1. */
  similarText: 0.25,
  /** Each shared label that tells places or teams apart, two at most. */
  sharedLabel: 0.15,
} as const

const MINUTE_MS = 60_000
/** Time constants of how belief fades with the distance of the beginnings. */
const PEER_FADE_MS = 5 * MINUTE_MS
const BURST_FADE_MS = 20_000
const SAME_ENTITY_FADE_MS = 15 * MINUTE_MS
const UPSTREAM_FADE_MS = 60 * MINUTE_MS
const ROOT_FADE_MS = 10 * MINUTE_MS

/** Belief left, 0 to 1, when two alerts begin `distance` ms apart; none beyond the window. */
export function peerFade(distance: number, windowMs: number): number {
  return Math.abs(distance) > windowMs ? 0 : Math.exp(-Math.abs(distance) / PEER_FADE_MS)
}

/** The same for things that topology knows to be far from each other: only what begins in the same moment. */
export function burstFade(distance: number): number {
  return Math.exp(-Math.abs(distance) / BURST_FADE_MS)
}

/** Belief left that an alert that still fires has to do with a later one on the same entity. */
export function sameEntityFade(distance: number): number {
  return Math.exp(-Math.abs(distance) / SAME_ENTITY_FADE_MS)
}

/** Belief left that what still fires upstream explains a later alert: a broken dependency goes on to break things. */
export function upstreamFade(distance: number): number {
  return Math.exp(-Math.abs(distance) / UPSTREAM_FADE_MS)
}

/** Belief left that what says itself to be broken, so much later, explains what needs it and nothing else explains. */
export function rootFade(late: number): number {
  return Math.exp(-late / ROOT_FADE_MS)
}

/** How long a fault takes from one thing to the next: half of the belief in what came later is lost that fast. */
const HOP_MS = MINUTE_MS
/** A cause is seldom noticed after its effect, and then soon after. */
const AFTERWARDS = 0.8
const AFTERWARDS_MS = MINUTE_MS

/**
 * Belief, 0 to 1, that an alert has to do with one `distance` ms before it (negative: after it), so many hops away: half
 * of what `lasting` leaves rests on how promptly it came, so that of several possible causes the prompt one is taken.
 */
export function promptness(distance: number, hops: number, lasting: number): number {
  if (distance < 0) return lasting * AFTERWARDS * (0.5 + 0.5 * Math.exp(distance / AFTERWARDS_MS))
  return lasting * (0.5 + 0.5 * Math.exp(-distance / (HOP_MS * hops)))
}

/** What kind of thing speaks for two alerts being one fault. */
export type EvidenceKind =
  | 'same_alert'
  | 'same_entity'
  | 'depends_on'
  | 'called_by'
  | 'common_dependency'
  | 'same_change'
  | 'same_service'
  | 'near_in_time'
  | 'same_moment'
  | 'seen_together'
  | 'same_rule'
  | 'similar_text'
  | 'same_label'
  | 'said_together'
  | 'said_apart'
  | 'merged_by_person'
  | 'split_by_person'
  | 'kept_by_person'

/** A piece of evidence; put into words (reasons.ts) only when it is told, for most of what is weighed is not. */
export interface Evidence {
  kind: EvidenceKind
  /** 0 to 1, less than 0 against it, rounded, so that it reads and compares the same everywhere. */
  weight: number
  /** The thing, change, service, rule, label or person that it is about; empty where there is none. */
  about: string
  /** Steps to a thing that is needed, times that two were seen together or spoken of, or how many need a silent thing; else 0. */
  count: number
  /** The thing next to one that is needed some steps away; else empty. */
  via: string
  /** Its words, where an earlier version of the program kept these alone. */
  text?: string
}

/** A piece of evidence with its weight rounded. */
export function evidence(kind: EvidenceKind, weight: number, about = '', count = 0, via = ''): Evidence {
  return { kind, weight: thousandths(weight), about, count, via }
}

/** The strongest of the evidence, at most so many pieces of it, the strongest first. */
export function strongest(found: readonly Evidence[], most: number): Evidence[] {
  return [...found].sort(compareStrength).slice(0, most)
}

function compareStrength(a: Evidence, b: Evidence): number {
  return b.weight - a.weight || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0)
}
