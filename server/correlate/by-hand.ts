import type { CommandRecord, CommandResult } from '../../schema/records/command.ts'
import type { FaultSide } from '../../schema/records/correlation.ts'
import { type Evidence, evidence } from './group/evidence.ts'
import { keepEvidence } from './group/kept-evidence.ts'
import { setBest, setRunnerUp, weighCandidates } from './group/link.ts'
import { absorb, createIncident, move } from './group/membership.ts'
import { point } from './group/rings.ts'
import { compareAlerts, incidentId } from './identity.ts'
import { alertsInOrder } from './known-alerts.ts'
import { leftOf } from './lessons/links.ts'
import { keepAsOne } from './lessons/one-fault.ts'
import { teachApart, teacherOf, teachOneFault, teachTogether } from './lessons/teach.ts'
import type { AlertNode, IncidentNode, Parent } from './state.ts'
import { thousandths } from './thousandths.ts'
import type { Work } from './work.ts'

/** Who orders it by which command, and what came of it. */
interface Order {
  record: CommandRecord
  result: CommandResult
}

/** Puts incidents into one, for good. */
export function mergeByHand(
  work: Work,
  into: IncidentNode,
  others: ReadonlySet<IncidentNode>,
  { record, result }: Order,
): void {
  const teacher = teacherOf(work, record)
  if (teacher) teachTogether(work, teacher, into, others)
  for (const other of others) {
    result.incidentIds.push(other.id)
    for (const alert of alertsInOrder(work.scope, other.alertIds)) move(work, alert, into)
    absorb(work, other, into.id)
  }
  knit(work, alertsInOrder(work.scope, into.alertIds), evidence('merged_by_person', 1, record.by.name))
}

/** Takes it that what may be two faults is one. Returns why that cannot be, or undefined. */
export function keepTogether(work: Work, incident: IncidentNode, record: CommandRecord): string | undefined {
  const { twoFaults, alertIds } = incident
  const teacher = teacherOf(work, record)
  if (!teacher) return 'only people say what belongs together'
  const [first] = alertsInOrder(work.scope, incident.alertIds)
  if (!twoFaults || !first) return 'nothing says that it may hold two faults'
  const headOf = ({ head }: FaultSide) => work.scope.alerts.get(head.alertId) ?? first
  const lesson = teachOneFault(work, teacher, incident, headOf(twoFaults.apart), headOf(twoFaults.left))
  keepAsOne(work, lesson, alertIds)
  // Looking at a large one again may be put off.
  incident.twoFaults = undefined
  return undefined
}

/** Takes alerts out into one incident of their own, for good. Returns it, or why that cannot be. */
export function splitByHand(
  work: Work,
  incident: IncidentNode,
  alertIds: readonly string[],
  { record, result }: Order,
): IncidentNode | string {
  const out = takenOut(work, incident, alertIds)
  if (typeof out === 'string') return out
  const { name } = record.by
  const teacher = teacherOf(work, record)
  if (teacher) teachApart(work, teacher, 'split', incident, out)
  tellApart(work, incident, out, name)
  const created = openApart(work, incident, incidentId(work.scope.name, record.id), out)
  for (const side of [created, incident])
    knit(work, alertsInOrder(work.scope, side.alertIds), evidence('split_by_person', 1, name))
  result.incidentIds.push(created.id)
  return created
}

/**
 * Takes alerts out that have nothing to do with an incident: each becomes what it would be with the others of them
 * alone. Returns the incidents that these make, or why that cannot be.
 */
export function leaveOutByHand(
  work: Work,
  incident: IncidentNode,
  alertIds: readonly string[],
  { record, result }: Order,
): IncidentNode[] | string {
  const { scope } = work
  const out = takenOut(work, incident, alertIds)
  if (typeof out === 'string') return out
  const teacher = teacherOf(work, record)
  if (teacher) teachApart(work, teacher, 'not_part', incident, out)
  const leaving = new Set(out.map(({ id }) => id))
  tellApart(work, incident, out, record.by.name)
  const pointers = out.map((alert) => [alert, bestAmong(work, alert, leaving)] as const)
  for (const [alert, parent] of pointers) fix(work, alert, parent)
  const groups = new Map<string, AlertNode[]>()
  for (const alert of out) {
    const root = rootOf(work, alert).id
    groups.set(root, [...(groups.get(root) ?? []), alert])
  }
  const created: IncidentNode[] = []
  for (const alerts of groups.values()) {
    const [first] = alerts
    // What is chronic makes no incident alone.
    if (!first || alerts.every(({ chronic }) => chronic))
      for (const alert of alerts) move(work, alert, undefined)
    else created.push(openApart(work, incident, incidentId(scope.name, `${record.id} ${first.id}`), alerts))
  }
  knit(work, alertsInOrder(work.scope, incident.alertIds), evidence('kept_by_person', 1, record.by.name))
  result.incidentIds.push(...created.map(({ id }) => id))
  return created
}

/** Alerts that were joined to what stays are near misses of it now, because somebody said so. */
function tellApart(work: Work, incident: IncidentNode, out: readonly AlertNode[], by: string): void {
  const leaving = new Set(out.map(({ id }) => id))
  for (const alert of out) {
    const { parent } = alert
    if (!parent || leaving.has(parent.to) || !incident.alertIds.has(parent.to)) continue
    const found = evidence('said_apart', leftOf(1) - 1, by, 1)
    setRunnerUp(work, alert, { ...parent, weight: thousandths(parent.weight * leftOf(1)), found })
  }
}

/** The alerts of these that are in an incident, in order; or why they cannot be taken out. */
function takenOut(work: Work, incident: IncidentNode, alertIds: readonly string[]): AlertNode[] | string {
  const out = [...new Set(alertIds)].filter((id) => incident.alertIds.has(id))
  if (out.length === 0) return 'none of these alerts is in it'
  if (out.length === incident.alertIds.size) return 'an incident must keep at least one alert'
  return alertsInOrder(work.scope, out)
}

/** Opens an incident for alerts of another one; people were told of them already if they were of that one. */
function openApart(work: Work, from: IncidentNode, id: string, alerts: readonly AlertNode[]): IncidentNode {
  const [first] = alerts
  if (!first) throw new Error('an incident needs an alert')
  const created = createIncident(work.scope, id, first)
  created.notifiedOpen = from.notifiedOpen
  created.notifiedSeverity = from.notifiedSeverity
  created.notifiedStretches = from.notifiedStretches
  created.toldAt = from.toldAt
  created.notifiedUnowned = from.notifiedUnowned
  created.owned = from.owned.map((one) => ({ ...one }))
  // Whoever took it out looked at both: their time begins anew.
  const now = work.scope.clock
  for (const side of [created, from]) side.owned.push({ by: 'assignment', from: now, until: now })
  for (const alert of alerts) move(work, alert, created)
  work.incidents.add(created.id)
  return created
}

function bestAmong(work: Work, alert: AlertNode, among: ReadonlySet<string>): Parent | undefined {
  for (const parent of weighCandidates(work, alert)) if (among.has(parent.to)) return parent
  return undefined
}

/** Makes these alerts hang together, and with nothing else, for good: their pointers are fixed from now on. */
function knit(work: Work, alerts: AlertNode[], why: Evidence): void {
  const inside = new Set(alerts.map((alert) => alert.id))
  for (const alert of alerts)
    fix(work, alert, alert.parent && inside.has(alert.parent.to) ? alert.parent : undefined)
  const [head] = alerts
  if (!head) return
  const headRoot = rootOf(work, head)
  for (const alert of alerts) {
    const root = rootOf(work, alert)
    if (root === headRoot) continue
    fix(work, root, { to: headRoot.id, start: headRoot.start, weight: 1, found: keepEvidence([why]) })
  }
}

/** Lets an alert point there for good. */
function fix(work: Work, alert: AlertNode, parent: Parent | undefined): void {
  alert.frozen = true
  work.alerts.add(alert.id)
  // Why it is no part of what it was nearly joined to is told by where it points.
  const nearly = work.scope.alerts.get(alert.runnerUp?.to ?? '')?.incidentId
  if (nearly !== undefined) work.incidents.add(nearly)
  setBest(work, alert, parent)
  point(work, alert, parent)
}

/** Where the pointers from an alert lead; of a ring of pointers the member that comes first. */
function rootOf(work: Work, alert: AlertNode): AlertNode {
  const path: AlertNode[] = []
  for (let at: AlertNode | undefined = alert; at; at = at.parent && work.scope.alerts.get(at.parent.to)) {
    const ring = path.indexOf(at)
    if (ring >= 0) return path.slice(ring).sort(compareAlerts)[0] ?? at
    path.push(at)
  }
  return path.at(-1) ?? alert
}
