import { addHold } from '../holds.ts'
import { enterRules, inhibitorsOf, leaveRules, targetsOf } from '../inhibition-index.ts'
import type { AlertNode } from '../state.ts'
import type { Stage, Work } from '../work.ts'

/** The inhibiting alert may come this much later than the one that it inhibits. */
const GRACE_MS = 60_000

/** Holds back alerts while another one that a rule names is firing, then settles what each alert is held by. */
export const inhibit: Stage = {
  name: 'inhibit',
  run(work) {
    const { scope, indexes } = work
    const concerned = new Set<string>()
    const concernTargets = (id: string) => {
      for (const target of targetsOf(indexes.rules, id)) concerned.add(target)
    }
    for (const { id } of work.removed) {
      concernTargets(id)
      leaveRules(indexes.rules, id)
    }
    for (const id of work.alerts) {
      concernTargets(id)
      const alert = scope.alerts.get(id)
      if (alert) enterRules(indexes.rules, alert)
      concernTargets(id)
      concerned.add(id)
    }
    for (const id of concerned) {
      const alert = scope.alerts.get(id)
      if (!alert) continue
      alert.holds = alert.holds.filter(({ suppression }) => suppression.kind !== 'inhibited')
      holdByRules(work, alert)
      settle(work, alert)
      work.alerts.add(id)
    }
  },
}

function holdByRules(work: Work, alert: AlertNode): void {
  for (const { rule, alerts } of inhibitorsOf(work.indexes.rules, alert.id)) {
    for (const id of alerts) {
      const source = work.scope.alerts.get(id)
      if (!source || source === alert) continue
      if (source.start > (alert.end ?? Infinity) || (source.end ?? Infinity) <= alert.start) continue
      addHold(work, alert, {
        from: source.start - alert.start <= GRACE_MS ? Math.min(source.start, alert.start) : source.start,
        until: source.end,
        suppression: {
          kind: 'inhibited',
          id: source.id,
          text: `${source.detail.name} is firing (rule ${rule.name})`,
        },
      })
    }
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
    work.changed.add(alert.id)
    work.moved.add(alert.id)
  }
}

function flappingSuppression(alert: AlertNode): AlertNode['suppression'] {
  if (!alert.flapping) return undefined
  return { kind: 'flapping', id: alert.fingerprint, text: 'opens and closes too often' }
}
