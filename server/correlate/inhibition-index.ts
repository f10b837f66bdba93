import type { InhibitionRule } from '../../schema/settings/correlation.ts'
import { matchedLabels } from './labels.ts'
import { indexMatchers, type MatcherIndex } from './matcher-index.ts'
import { addTo, type Members, takeFrom } from './sets.ts'
import type { AlertNode } from './state.ts'

/** A rule and the alerts that match its source, by the values of the labels on which they must agree with a target. */
export interface RuleIndex {
  rule: InhibitionRule
  sources: Map<string, Members>
}

/** Rules with the same targets, which are entered once for all of them. */
interface TargetIndex {
  equal: readonly string[]
  targets: Map<string, Members>
  rules: RuleIndex[]
  /** Those of them for which something fires. */
  active: Set<RuleIndex>
}

/** Where an alert is entered. */
interface Entered {
  sources: { rule: RuleIndex; group: TargetIndex; key: string }[]
  targets: { group: TargetIndex; key: string }[]
}

/** Alerts on either side of the inhibition rules. */
export interface InhibitionIndex {
  bySource: MatcherIndex<{ rule: RuleIndex; group: TargetIndex }>
  byTarget: MatcherIndex<TargetIndex>
  entered: Map<string, Entered>
  empty: boolean
}

/** An empty index for these rules. */
export function createInhibitionIndex(rules: readonly InhibitionRule[]): InhibitionIndex {
  const groups = new Map<string, TargetIndex>()
  const sources: { rule: RuleIndex; group: TargetIndex }[] = []
  for (const rule of rules) {
    const key = JSON.stringify([rule.target, rule.equal])
    const group: TargetIndex = groups.get(key) ?? {
      equal: rule.equal,
      targets: new Map(),
      rules: [],
      active: new Set(),
    }
    groups.set(key, group)
    const index: RuleIndex = { rule, sources: new Map() }
    group.rules.push(index)
    sources.push({ rule: index, group })
  }
  return {
    bySource: indexMatchers(sources, ({ rule }) => rule.rule.source),
    byTarget: indexMatchers(groups.values(), ({ rules: [first] }) => first?.rule.target ?? []),
    entered: new Map(),
    empty: rules.length === 0,
  }
}

/** Forgets an alert in all rules. */
export function leaveRules(index: InhibitionIndex, id: string): void {
  const entered = index.entered.get(id)
  if (!entered) return
  index.entered.delete(id)
  for (const { group, key } of entered.targets) takeFrom(group.targets, key, id)
  for (const { rule, group, key } of entered.sources) {
    takeFrom(rule.sources, key, id)
    if (rule.sources.size === 0) group.active.delete(rule)
  }
}

/** Enters an alert on its sides of all rules. */
export function enterRules(index: InhibitionIndex, alert: AlertNode): void {
  if (index.empty) return
  leaveRules(index, alert.id)
  const labels = matchedLabels(alert)
  const keyOf = (group: TargetIndex) => group.equal.map((name) => labels[name] ?? '').join('\u0000')
  const groups = new Set(index.byTarget.find(labels))
  const targets = [...groups].map((group) => ({ group, key: keyOf(group) }))
  // What matches both sides inhibits nothing: it would inhibit its equals and be inhibited by them.
  const matching = index.bySource.find(labels).filter(({ group }) => !groups.has(group))
  const sources = matching.map(({ rule, group }) => ({ rule, group, key: keyOf(group) }))
  if (targets.length === 0 && sources.length === 0) return
  for (const { group, key } of targets) addTo(group.targets, key, alert.id)
  for (const { rule, group, key } of sources) {
    addTo(rule.sources, key, alert.id)
    group.active.add(rule)
  }
  index.entered.set(alert.id, { sources, targets })
}

/** The alerts that this one may inhibit. */
export function* targetsOf(index: InhibitionIndex, id: string): Generator<string> {
  for (const { group, key } of index.entered.get(id)?.sources ?? []) yield* group.targets.get(key) ?? []
}

/** The rules by which alerts may inhibit this one, each with these alerts. */
export function* inhibitorsOf(
  index: InhibitionIndex,
  id: string,
): Generator<{ rule: InhibitionRule; alerts: Members }> {
  for (const { group, key } of index.entered.get(id)?.targets ?? []) {
    for (const { rule, sources } of group.active) {
      const alerts = sources.get(key)
      if (alerts) yield { rule, alerts }
    }
  }
}
