import type { Cause, FaultSide, TwoFaults } from '../../../schema/records/correlation.ts'
import { belowCut, type Cut } from '../group/cuts.ts'
import { partingOne } from '../group/one-fault.ts'
import { standsAlone } from '../group/standing.ts'
import { likelyCut } from '../group/two-faults.ts'
import { compareAlerts } from '../identity.ts'
import { knownAlerts } from '../known-alerts.ts'
import type { AlertNode, IncidentNode } from '../state.ts'
import { thousandths } from '../thousandths.ts'
import { inSmallSystem, upstreamOf } from '../topology.ts'
import { count } from '../words.ts'
import type { Work } from '../work.ts'
import { changesNear } from './changes.ts'
import { createCoverage } from './coverage.ts'
import { type Symptoms, symptomsOf } from './profile.ts'
import { rankCauses } from './rank.ts'

/** Of a storm it is not asked: it would cost as much as ranking its causes. */
const MOST_ALERTS = 1000
/** Of two alerts nobody needs to be told that they may be two things. */
const FEWEST_ALERTS = 3

/**
 * Whether an incident may hold two faults, with what a split would part; undefined when nothing says so. In a small
 * system, where everything touches everything, pointers say too little of it.
 */
export function twoFaultsIn(work: Work, incident: IncidentNode): TwoFaults | undefined {
  const { scope } = work
  if (incident.alertIds.size < FEWEST_ALERTS || incident.alertIds.size > MOST_ALERTS) return undefined
  const alerts = knownAlerts(scope, incident.alertIds)
  if (alerts.some(({ entityId }) => inSmallSystem(scope.topology, entityId))) return undefined
  const lead = incident.causes[0]?.entity.name
  const explains = ({ entityId }: AlertNode) =>
    entityId !== undefined &&
    lead !== undefined &&
    (entityId === lead || upstreamOf(scope.topology, entityId).has(lead))
  const parting = partingOne(alerts, scope.oneFault.values())
  const found = likelyCut(alerts, explains, ({ id }) => parting.has(id))
  if (!found) return undefined
  const below = belowCut(alerts, found.cut).sort(compareAlerts)
  const under = new Set(below)
  const left = alerts.filter((alert) => !under.has(alert)).sort(compareAlerts)
  // The fewer ones are taken out: the incident goes on with what most of it is.
  const [apart, rest] = below.length <= left.length ? [below, left] : [left, below]
  return {
    chance: thousandths(found.chance),
    text: tell(found.cut, lead),
    alertIds: apart.map(({ id }) => id),
    apart: sideOf(work, apart),
    left: sideOf(work, rest),
  }
}

/** What one side is, by its alerts in the order in which they began. */
function sideOf(work: Work, alerts: readonly AlertNode[]): FaultSide {
  const telling = alerts.filter(({ chronic }) => !chronic)
  const counted = telling.length > 0 ? telling : alerts
  const symptoms = symptomsByThing(counted)
  const [head] = counted
  const cause = leadingCause(work, symptoms)
  return {
    alerts: counted.length,
    entities: symptoms.size,
    head: { alertId: head?.id ?? '', text: head ? headline(head) : '' },
    ...(cause && { cause: { entity: cause.entity, text: cause.reasons[0]?.text ?? '' } }),
  }
}

function symptomsByThing(alerts: readonly AlertNode[]): Map<string, Symptoms> {
  const byThing = new Map<string, AlertNode[]>()
  for (const alert of alerts) {
    if (alert.entityId === undefined) continue
    const known = byThing.get(alert.entityId)
    if (known) known.push(alert)
    else byThing.set(alert.entityId, [alert])
  }
  const found = new Map<string, Symptoms>()
  for (const [id, of] of byThing) {
    const symptoms = symptomsOf(of)
    if (symptoms) found.set(id, symptoms)
  }
  return found
}

/** No incident has it: a side is asked of as one that nobody has said anything about. */
const OF_NO_INCIDENT = ''

function leadingCause(
  { scope, indexes, settings }: Work,
  symptoms: Map<string, Symptoms>,
): Cause | undefined {
  const near = changesNear(scope, indexes, symptoms, settings.changeWindowMs)
  return rankCauses(scope, symptoms, createCoverage(), near, OF_NO_INCIDENT)[0]
}

/** Why two faults are likely, in a sentence: the likeliest of what speaks for it, strongest first. */
function tell(cut: Cut, lead: string | undefined): string {
  const { child, below, left, explainedBelow, explainedLeft } = cut
  const reasons = [`it is joined by a link of ${Math.round(cut.weight * 100)} %`]
  if (standsAlone(child)) reasons.push('it says that it is broken itself')
  if (lead !== undefined && explainedBelow / below < explainedLeft / left)
    reasons.push(
      `${lead} explains ${explainedBelow} of its ${alertsOf(below)} and ${explainedLeft} of the other ${left}`,
    )
  else if (lead !== undefined && explainedBelow / below > explainedLeft / left)
    reasons.push(
      `${lead} explains ${explainedBelow} of its ${alertsOf(below)} but only ${explainedLeft} of the other ${left}`,
    )
  if (cut.elsewhere > 0) reasons.push('it nearly belongs to another incident')
  return `${headline(child)} may have begun on its own: ${reasons.join('; ')}`
}

function alertsOf(n: number): string {
  return count(n, 'alert')
}

/** 'disk full on db-7' in the words of the alert, or its name where it names nothing. */
function headline({ detail, entityId }: AlertNode): string {
  const name = detail.name.slice(0, 200)
  return entityId === undefined || name.includes(entityId) ? name : `${name} on ${entityId.slice(0, 200)}`
}
