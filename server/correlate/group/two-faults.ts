import { compareAlerts } from '../identity.ts'
import type { AlertNode } from '../state.ts'
import { type Cut, cutsOf } from './cuts.ts'
import { standsAlone } from './standing.ts'

/**
 * What the cut between two faults looks like, in nats: a logistic choice among the cuts of an incident and none of them,
 * fitted on the simulator's seeds below 1000 (BENCHMARKS.md).
 */
const NONE = -5.47
/** For how little speaks for the pointer: its odds. */
const WEAK = 0.85
/** The leading cause explains the one side well, and the other badly: by the shares that it explains. */
const EXPLAINED = 3.11
const EXPLAINED_TOO = -3.45
/** For the logarithm of how many alerts the smaller side has: one alert alone is seldom a fault. */
const SIZE = 1.05
/** For the share of those below that are nearly joined to what is left as well. */
const TIED = -1.09
/** For an alert that nearly belongs to another incident, or to another place in this one. */
const ELSEWHERE = 5.43
const OTHERWISE = 1.81
/** The rest has an alert of something broken to begin with, or what is below begins with one. */
const BROKEN_LEFT = 1.11
const BEGINS_BROKEN = 3.55
/** For two alerts of the same thing. */
const SAME_THING = -0.91
/** From what speaks for the best cut to the chance that there are two faults, cut there or elsewhere. */
const CHANCE = { none: 1.13, each: 1.16 } as const
/** Weights are taken as no surer than this. */
const SUREST = 0.98
/** Clearly more likely than not: what is said in vain too often is not read any more. */
const SAID_FROM = 0.6

/** A cut that probably parts two faults. */
export interface LikelyCut {
  cut: Cut
  /** The chance, 0 to 1, that the incident holds two faults. */
  chance: number
}

/**
 * The cut that most probably parts two faults in the alerts of an incident, where two are more likely than one; else
 * undefined. `explains` tells whether the leading cause explains an alert, `isOne` whether people said that the pointer of
 * an alert parts nothing.
 */
export function likelyCut(
  alerts: Iterable<AlertNode>,
  explains: (alert: AlertNode) => boolean,
  isOne: (child: AlertNode) => boolean = () => false,
): LikelyCut | undefined {
  let best: Cut | undefined
  let most = Number.NEGATIVE_INFINITY
  for (const cut of cutsOf(alerts, explains)) {
    if (isOne(cut.child)) continue
    const found = evidenceOf(cut)
    if (found < most || (found === most && best && compareAlerts(best.child, cut.child) <= 0)) continue
    best = cut
    most = found
  }
  const chance = 1 / (1 + Math.exp(-(CHANCE.none + CHANCE.each * most)))
  return best && chance >= SAID_FROM ? { cut: best, chance } : undefined
}

/** What speaks for two faults parted by a cut, in nats. */
function evidenceOf(cut: Cut): number {
  const { child, parent, below, left } = cut
  const weight = Math.max(1 - SUREST, Math.min(SUREST, cut.weight))
  const explained = [cut.explainedBelow / below, cut.explainedLeft / left] as const
  return (
    NONE +
    WEAK * Math.log((1 - weight) / weight) +
    EXPLAINED * Math.max(...explained) +
    EXPLAINED_TOO * Math.min(...explained) +
    SIZE * Math.log(Math.min(below, left)) +
    (TIED * cut.tied) / Math.max(1, below - 1) +
    ELSEWHERE * cut.elsewhere +
    OTHERWISE * cut.otherwise +
    BROKEN_LEFT * Number(cut.brokenLeft > 0) +
    BEGINS_BROKEN * Number(standsAlone(child)) +
    SAME_THING * Number(child.entityId === parent.entityId)
  )
}
