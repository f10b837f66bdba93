import { compileMatchers } from '../../../schema/matcher.ts'
import type { InhibitionRule } from '../../../schema/settings/correlation.ts'
import { addHold } from '../holds.ts'
import { addTo, type Indexes, takeFrom } from '../indexes.ts'
import { matchedLabels } from '../labels.ts'
import type { AlertNode } from '../state.ts'
import type { Stage, Work } from '../work.ts'

/** The inhibiting alert may come this much later than the one that it inhibits. */
const GRACE_MS = 60_000

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
export function leaveRules(indexes: Indexes, id: string): void {
  for (const index of indexes.rules) {
    const entered = index.entered.get(id)
    if (entered?.source !== undefined) takeFrom(index.sources, entered.source, id)
    if (entered?.target !== undefined) takeFrom(index.targets, entered.target, id)
    index.entered.delete(id)
  }
}

/** Enters an alert on its sides of all rules. */
export function enterRules(indexes: Indexes, alert: AlertNode): void {
  if (indexes.rules.length === 0) return
  leaveRules(indexes, alert.id)
  const labels = matchedLabels(alert)
  for (const index of indexes.rules) {
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

/** Holds back alerts while another one that a rule names is firing, then settles what each alert is held by. */
export const inhibit: Stage = {
  name: 'inhibit',
  run(work) {
    const { scope, indexes } = work
    const concerned = new Set<string>()
    const concernTargets = (id: string) => {
      for (const index of indexes.rules) {
        const key = index.entered.get(id)?.source
        for (const target of key === undefined ? [] : (index.targets.get(key) ?? [])) concerned.add(target)
      }
    }
    for (const { id } of work.removed) {
      concernTargets(id)
      leaveRules(indexes, id)
    }
    for (const id of work.alerts) {
      concernTargets(id)
      const alert = scope.alerts.get(id)
      if (alert) enterRules(indexes, alert)
      concernTargets(id)
      concerned.add(id)
    }
    for (const id of concerned) {
      const alert = scope.alerts.get(id)
      if (!alert) continue
      alert.holds = alert.holds.filter(({ suppression }) => suppression.kind !== 'inhibited')
      for (const index of indexes.rules) holdByRule(work, index, alert)
      settle(work, alert)
      work.alerts.add(id)
    }
  },
}

function holdByRule(work: Work, index: RuleIndex, alert: AlertNode): void {
  const key = index.entered.get(alert.id)?.target
  for (const id of key === undefined ? [] : (index.sources.get(key) ?? [])) {
    const source = work.scope.alerts.get(id)
    if (!source || source === alert) continue
    if (source.start > (alert.end ?? Infinity) || (source.end ?? Infinity) <= alert.start) continue
    addHold(work, alert.holds, {
      from: source.start - alert.start <= GRACE_MS ? Math.min(source.start, alert.start) : source.start,
      until: source.end,
      suppression: {
        kind: 'inhibited',
        id: source.id,
        text: `${source.detail.name} is firing (rule ${index.rule.name})`,
      },
    })
  }
}

/** Held means: suppressed from its first moment until now, or until its end. Only then is it no part of incidents. */
function settle(work: Work, alert: AlertNode): void {
  const now = Math.max(alert.start, Math.min(work.scope.clock, alert.end ?? Number.POSITIVE_INFINITY))
  const current = alert.holds
    .filter(({ from, until }) => {
      return from <= now && (until === undefined || now < until || (now === alert.end && now <= until))
    })
    .sort((a, b) => a.from - b.from || (a.suppression.id < b.suppression.id ? -1 : 1))
  const since = current.find((hold) => hold.from <= alert.start)
  const held = since !== undefined
  alert.suppression = (since ?? current[0])?.suppression ?? flappingSuppression(alert)
  if (held !== alert.held) {
    alert.held = held
    work.relink.add(alert.id)
  }
}

function flappingSuppression(alert: AlertNode): AlertNode['suppression'] {
  if (!alert.flapping) return undefined
  return { kind: 'flapping', id: alert.fingerprint, text: 'opens and closes too often' }
}
