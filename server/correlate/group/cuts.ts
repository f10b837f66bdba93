import type { AlertNode } from '../state.ts'
import { standsAlone } from './standing.ts'

/** A pointer between two alerts of an incident, and what it parts: the alerts below it, that lead over it, and those left. */
export interface Cut {
  /** The alert that points, and the one that it points to. */
  child: AlertNode
  parent: AlertNode
  /** How much speaks for the pointer, 0 to 1. */
  weight: number
  /** How many alerts are below and left. Chronic ones do not count, here and in what follows. */
  below: number
  left: number
  /** How many of them the leading cause of the incident explains. */
  explainedBelow: number
  explainedLeft: number
  /** How many of those below, but for the child, are nearly joined to what is left. */
  tied: number
  /** How much spoke for the child's next best link, 0 to 1, where that leads out of the incident; else 0. */
  elsewhere: number
  /** The same where it leads to another alert of the incident. */
  otherwise: number
  /** How many of those left say that their thing itself is broken. */
  brokenLeft: number
}

/** What alerts that hang together come to. */
interface Sum {
  alerts: number
  explained: number
  broken: number
  tied: number
}

/** An alert among those of its incident. */
interface Leaf {
  alert: AlertNode
  parent: Leaf | undefined
  /** Pointers to it that are still to be counted. */
  waiting: number
  below: Sum
}

/**
 * Every pointer that parts the alerts of an incident, except those that a person fixed; pointers in a ring part nothing.
 * `explains` tells whether the leading cause explains an alert. Costs as much as there are alerts, times how many
 * pointers one after the other lead up from them.
 */
export function cutsOf(alerts: Iterable<AlertNode>, explains: (alert: AlertNode) => boolean): Cut[] {
  const leaves = new Map<string, Leaf>()
  const all = emptySum()
  for (const alert of alerts) {
    const below = sumOf(alert, explains)
    addSum(all, below)
    leaves.set(alert.id, { alert, parent: undefined, waiting: 0, below })
  }
  for (const leaf of leaves.values()) {
    leaf.parent = leaves.get(leaf.alert.parent?.to ?? '')
    if (leaf.parent) leaf.parent.waiting++
  }
  const tree = sumUp(leaves)
  countTies(leaves, tree)
  const cuts: Cut[] = []
  for (const { alert, parent, below } of tree) {
    if (!alert.parent || !parent || alert.frozen || alert.chronic) continue
    if (below.alerts === all.alerts) continue
    cuts.push({
      child: alert,
      parent: parent.alert,
      weight: alert.parent.weight,
      below: below.alerts,
      left: all.alerts - below.alerts,
      explainedBelow: below.explained,
      explainedLeft: all.explained - below.explained,
      tied: below.tied,
      elsewhere: alert.runnerUp && !leaves.has(alert.runnerUp.to) ? alert.runnerUp.weight : 0,
      otherwise: alert.runnerUp && leaves.has(alert.runnerUp.to) ? alert.runnerUp.weight : 0,
      brokenLeft: all.broken - below.broken,
    })
  }
  return cuts
}

/** The alerts below a cut: the child and all that lead to it. */
export function belowCut(alerts: Iterable<AlertNode>, { child }: Pick<Cut, 'child'>): AlertNode[] {
  const pointing = new Map<string, AlertNode[]>()
  for (const alert of alerts) {
    const to = alert.parent?.to
    if (to === undefined) continue
    const known = pointing.get(to)
    if (known) known.push(alert)
    else pointing.set(to, [alert])
  }
  const found = [child]
  // Grows while it is walked.
  for (const { id } of found) found.push(...(pointing.get(id) ?? []))
  return found
}

function emptySum(): Sum {
  return { alerts: 0, explained: 0, broken: 0, tied: 0 }
}

function sumOf(alert: AlertNode, explains: (alert: AlertNode) => boolean): Sum {
  const sum = emptySum()
  if (alert.chronic) return sum
  sum.alerts = 1
  sum.explained = Number(explains(alert))
  sum.broken = Number(standsAlone(alert))
  return sum
}

function addSum(sum: Sum, more: Sum): void {
  sum.alerts += more.alerts
  sum.explained += more.explained
  sum.broken += more.broken
}

/** Adds up what leads to each alert, and returns those that are in no ring, each after what leads to it. */
function sumUp(leaves: ReadonlyMap<string, Leaf>): Set<Leaf> {
  const done = new Set([...leaves.values()].filter(({ waiting }) => waiting === 0))
  // Grows while it is walked.
  for (const { parent, below } of done) {
    if (!parent) continue
    addSum(parent.below, below)
    if (--parent.waiting === 0) done.add(parent)
  }
  return done
}

/** Counts for each pointer over which an alert leads whether the alert was nearly joined to what is not below that. */
function countTies(leaves: ReadonlyMap<string, Leaf>, tree: ReadonlySet<Leaf>): void {
  for (const start of leaves.values()) {
    const nearly = leaves.get(start.alert.runnerUp?.to ?? '')
    if (!nearly || start.alert.chronic) continue
    const over = new Set<Leaf>()
    for (let at: Leaf | undefined = nearly; at && tree.has(at); at = at.parent) over.add(at)
    for (let at = start.parent; at && tree.has(at) && !over.has(at); at = at.parent) at.below.tied++
  }
}
