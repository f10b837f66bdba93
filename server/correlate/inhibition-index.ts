import { compileMatchers } from '../../schema/matcher.ts'
import type { InhibitionRule } from '../../schema/settings/correlation.ts'
import { matchedLabels } from './labels.ts'
import { addTo, takeFrom } from './sets.ts'
import type { AlertNode } from './state.ts'

/** Alerts on either side of a rule, by the values of the labels on which they must agree. */
export interface RuleIndex {
  rule: InhibitionRule
  isSource: (labels: Record<string, string>) => boolean
  isTarget: (labels: Record<string, string>) => boolean
  sources: Map<string, Set<string>>
  targets: Map<string, Set<string>>
  entered: Map<string, { source: string | undefined; target: string | undefined }>
}

/** Empty indexes for the rules of the settings. */
export function createRuleIndexes(rules: readonly InhibitionRule[]): RuleIndex[] {
  return rules.map((rule) => ({
    rule,
    isSource: compileMatchers(rule.source),
    isTarget: compileMatchers(rule.target),
    sources: new Map(),
    targets: new Map(),
    entered: new Map(),
  }))
}

/** Forgets an alert in all rules. */
export function leaveRules(rules: readonly RuleIndex[], id: string): void {
  for (const index of rules) {
    const entered = index.entered.get(id)
    if (entered?.source !== undefined) takeFrom(index.sources, entered.source, id)
    if (entered?.target !== undefined) takeFrom(index.targets, entered.target, id)
    index.entered.delete(id)
  }
}

/** Enters an alert on its sides of all rules. */
export function enterRules(rules: readonly RuleIndex[], alert: AlertNode): void {
  if (rules.length === 0) return
  leaveRules(rules, alert.id)
  const labels = matchedLabels(alert)
  for (const index of rules) {
    const key = index.rule.equal.map((name) => labels[name] ?? '').join('\u0000')
    const isTarget = index.isTarget(labels)
    // What matches both sides inhibits nothing: it would inhibit its equals and be inhibited by them.
    const source = index.isSource(labels) && !isTarget ? key : undefined
    const target = isTarget ? key : undefined
    if (source === undefined && target === undefined) continue
    if (source !== undefined) addTo(index.sources, source, alert.id)
    if (target !== undefined) addTo(index.targets, target, alert.id)
    index.entered.set(alert.id, { source, target })
  }
}
