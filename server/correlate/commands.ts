import { compileMatchers } from '../../schema/matcher.ts'
import type { Command, CommandRecord, CommandResult } from '../../schema/records/command.ts'
import type { SilenceState } from '../../schema/records/silence.ts'
import { toTimestamp } from '../../schema/records/time.ts'
import { acknowledgeAlerts, unacknowledgeAlerts } from './acknowledge-alerts.ts'
import { confirmCause, retractCause } from './confirm-cause.ts'
import { type Evidence, evidence } from './group/evidence.ts'
import { keepEvidence } from './group/kept-evidence.ts'
import { setBest } from './group/link.ts'
import { absorb, createIncident, move } from './group/membership.ts'
import { point } from './group/rings.ts'
import { compareAlerts, incidentId } from './identity.ts'
import { matchedLabels } from './labels.ts'
import type { AlertNode, IncidentNode, Parent } from './state.ts'
import { disown, own } from './unowned.ts'
import type { Work } from './work.ts'

const LATEST_ACTIONS = 50

/** Carries out what a person or agent ordered and says what became of it. Later evidence does not undo it. */
export function applyCommand(work: Work, record: CommandRecord): void {
  const { scope, output } = work
  const result: CommandResult = {
    id: record.id,
    scope: scope.name,
    by: record.by,
    receivedAt: record.receivedAt,
    at: toTimestamp(scope.clock || Date.parse(record.receivedAt)),
    command: record.command,
    incidentIds: [],
  }
  const error = carryOut(work, record, result)
  if (error !== undefined) result.error = error
  output.commands.push(result)
}

/** Returns why it cannot be done, or undefined when it was. */
function carryOut(work: Work, record: CommandRecord, result: CommandResult): string | undefined {
  const { command } = record
  if (command.kind === 'silence_set' || command.kind === 'silence_expire') return silence(work, record)
  // It took effect when the file was written; the record says who did so.
  if (command.kind === 'settings_save') return undefined
  if (command.kind === 'acknowledge_alerts') return acknowledgeAlerts(work, command.alertIds, result)
  if (command.kind === 'unacknowledge_alerts') return unacknowledgeAlerts(work, command.alertIds, result)
  const incident = find(work, command.incidentId)
  if (!incident) return `incident ${command.incidentId} is not open any more, or never was`
  result.incidentIds.push(incident.id)
  work.incidents.add(incident.id)
  const error = act(work, incident, record, result)
  if (error === undefined) note(incident, result)
  return error
}

function act(
  work: Work,
  incident: IncidentNode,
  { id, by, command }: CommandRecord,
  result: CommandResult,
): string | undefined {
  const now = work.scope.clock
  switch (command.kind) {
    case 'acknowledge':
      if (incident.status === 'resolved') return 'it is resolved already'
      incident.acknowledgedBy = by.name
      incident.acknowledgedAt = now
      disown(incident, 'acknowledgement', now)
      own(incident, 'acknowledgement', now)
      return undefined
    case 'unacknowledge':
      if (incident.acknowledgedBy === undefined) return 'nobody has acknowledged it'
      incident.acknowledgedBy = undefined
      disown(incident, 'acknowledgement', now)
      return undefined
    case 'resolve':
      if (incident.status === 'resolved') return 'it is resolved already'
      incident.override = { status: 'resolved', at: now }
      return undefined
    case 'reopen':
      if (incident.status !== 'resolved') return 'it is open already'
      incident.override = { status: 'open', at: now }
      incident.acknowledgedBy = undefined
      disown(incident, 'acknowledgement', now)
      return undefined
    case 'merge':
      return merge(work, incident, command.incidentIds, by.name, result)
    case 'split':
      return split(work, incident, command.alertIds, { command: id, by: by.name }, result)
    case 'confirm_cause':
      return confirmCause(work, incident, command.entity, by.name)
    case 'retract_cause':
      return retractCause(work, incident)
    case 'assign':
      if (command.to === undefined) disown(incident, 'assignment', now)
      else own(incident, 'assignment', now)
      return undefined
    case 'comment':
      return undefined
    default:
      return 'unknown command'
  }
}

/** The incident of this id, or the one that it was merged into. */
function find(work: Work, id: string): IncidentNode | undefined {
  let incident = work.scope.incidents.get(id)
  for (let hops = 0; incident?.status === 'merged' && hops < 100; hops++) {
    incident = work.scope.incidents.get(incident.mergedInto ?? '')
  }
  return incident
}

function note(incident: IncidentNode, { at, by, command }: CommandResult): void {
  const text = textOf(command)
  incident.actions.push({ at, by, kind: command.kind, ...(text !== undefined && { text }) })
  incident.actions = latest(incident.actions)
}

function textOf(command: Command): string | undefined {
  if (command.kind === 'assign') return command.to
  if (command.kind === 'confirm_cause') return command.entity
  return 'text' in command ? command.text : undefined
}

/** The row carries the latest actions and the last that assigned it; all of them are in the commands table. */
function latest(actions: IncidentNode['actions']): IncidentNode['actions'] {
  const kept = actions.slice(-LATEST_ACTIONS)
  const assigned = actions.findLast(({ kind }) => kind === 'assign')
  return assigned === undefined || kept.includes(assigned) ? kept : [assigned, ...kept.slice(1)]
}

function merge(
  work: Work,
  into: IncidentNode,
  ids: string[],
  by: string,
  result: CommandResult,
): string | undefined {
  const others = new Set<IncidentNode>()
  for (const id of ids) {
    const other = find(work, id)
    if (!other) return `incident ${id} is not open any more, or never was`
    if (other !== into) others.add(other)
  }
  if (others.size === 0) return 'an incident cannot be merged with itself'
  for (const other of others) {
    result.incidentIds.push(other.id)
    for (const id of [...other.alertIds]) {
      const alert = work.scope.alerts.get(id)
      if (alert) move(work, alert, into)
    }
    absorb(work, other, into.id)
  }
  knit(work, alertsOf(work, into), evidence('merged_by_person', 1, by))
  return undefined
}

function split(
  work: Work,
  incident: IncidentNode,
  alertIds: string[],
  { command, by }: { command: string; by: string },
  result: CommandResult,
): string | undefined {
  const out = alertIds.filter((id) => incident.alertIds.has(id))
  if (out.length === 0) return 'none of these alerts is in it'
  if (out.length === incident.alertIds.size) return 'an incident must keep at least one alert'
  const alerts = out.map((id) => work.scope.alerts.get(id)).filter((alert) => alert !== undefined)
  const [first] = alerts.sort(compareAlerts)
  if (!first) return 'none of these alerts is in it'
  const created = createIncident(work.scope, incidentId(work.scope.name, command), first)
  created.notifiedOpen = incident.notifiedOpen
  created.notifiedSeverity = incident.notifiedSeverity
  created.notifiedStretches = incident.notifiedStretches
  created.toldAt = incident.toldAt
  created.notifiedUnowned = incident.notifiedUnowned
  created.owned = incident.owned.map((one) => ({ ...one }))
  // Whoever split it looked at both: their time begins anew.
  const now = work.scope.clock
  for (const side of [created, incident]) side.owned.push({ by: 'assignment', from: now, until: now })
  for (const alert of alerts) move(work, alert, created)
  for (const side of [created, incident]) {
    knit(work, alertsOf(work, side), evidence('split_by_person', 1, by))
  }
  result.incidentIds.push(created.id)
  work.incidents.add(created.id)
  note(created, result)
  return undefined
}

function alertsOf(work: Work, incident: IncidentNode): AlertNode[] {
  return [...incident.alertIds]
    .map((id) => work.scope.alerts.get(id))
    .filter((alert) => alert !== undefined)
    .sort(compareAlerts)
}

/** Makes these alerts hang together, and with nothing else, for good: their pointers are fixed from now on. */
function knit(work: Work, alerts: AlertNode[], why: Evidence): void {
  const inside = new Set(alerts.map((alert) => alert.id))
  for (const alert of alerts) {
    alert.frozen = true
    work.alerts.add(alert.id)
    fix(work, alert, alert.parent && inside.has(alert.parent.to) ? alert.parent : undefined)
  }
  const [head] = alerts
  if (!head) return
  const headRoot = rootOf(work, head)
  for (const alert of alerts) {
    const root = rootOf(work, alert)
    if (root === headRoot) continue
    fix(work, root, { to: headRoot.id, start: headRoot.start, weight: 1, found: keepEvidence([why]) })
  }
}

function fix(work: Work, alert: AlertNode, parent: Parent | undefined): void {
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

function silence(work: Work, { command, scope: name, receivedAt }: CommandRecord): string | undefined {
  const { scope } = work
  let set: SilenceState
  if (command.kind === 'silence_set') {
    set = { ...command.silence, scope: name, updatedAt: receivedAt }
  } else if (command.kind === 'silence_expire') {
    const known = scope.silences.get(command.silenceId)
    if (!known) return `silence ${command.silenceId} is over already, or never was`
    // The scope's clock may be behind the wall clock: the silence must be over on both.
    const ends = Math.max(
      Date.parse(known.startsAt),
      Math.min(Date.parse(receivedAt), scope.clock || Infinity),
    )
    set = { ...known, endsAt: toTimestamp(ends), updatedAt: receivedAt }
  } else {
    return 'unknown command'
  }
  scope.silences.set(set.id, set)
  work.output.silences.set(set.id, set)
  const matches = compileMatchers(set.matchers)
  const from = Date.parse(set.startsAt)
  for (const alert of scope.alerts.values()) {
    const was = alert.holds.some(({ suppression }) => suppression.id === set.id)
    // Also what is over by now: had its end come later than the silence, it would be held back as well.
    if (was || ((alert.end ?? from) >= from && matches(matchedLabels(alert)))) work.alerts.add(alert.id)
  }
  return undefined
}
