import { compileMatchers } from '../../schema/matcher.ts'
import type { Command, CommandRecord, CommandResult } from '../../schema/records/command.ts'
import type { IncidentState } from '../../schema/records/correlation.ts'
import type { SilenceState } from '../../schema/records/silence.ts'
import { toTimestamp } from '../../schema/records/time.ts'
import { acknowledgeAlerts, unacknowledgeAlerts } from './acknowledge-alerts.ts'
import { keepTogether, leaveOutByHand, mergeByHand, splitByHand } from './by-hand.ts'
import {
  confirmCause,
  confirmPastCause,
  forgetCause,
  retractCause,
  retractPastCause,
} from './confirm-cause.ts'
import { incidentsOf } from './known-alerts.ts'
import { matchedLabels } from './labels.ts'
import { end } from './lessons/keep.ts'
import { markIncidentNoise, markNoise, markPastNoise } from './mark-noise.ts'
import type { IncidentNode } from './state.ts'
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
    command: withoutPast(record.command),
    incidentIds: [],
  }
  const error = carryOut(work, record, result)
  if (error !== undefined) result.error = error
  output.commands.push(result)
}

/** What is told of a command: not what the correlator was reminded of. */
function withoutPast(command: Command): Command {
  switch (command.kind) {
    case 'confirm_cause':
    case 'retract_cause': {
      const { past: _past, ...order } = command
      return order
    }
    case 'mark_incident_noise': {
      const { past: _past, fired: _fired, ...order } = command
      return order
    }
    default:
      return command
  }
}

/** Returns why it cannot be done, or undefined when it was. */
function carryOut(work: Work, record: CommandRecord, result: CommandResult): string | undefined {
  const { command } = record
  if (command.kind === 'silence_set' || command.kind === 'silence_expire') return silence(work, record)
  // It took effect when the file was written; the record says who did so.
  if (command.kind === 'settings_save') return undefined
  if (command.kind === 'acknowledge_alerts') return acknowledgeAlerts(work, command.alertIds, result)
  if (command.kind === 'unacknowledge_alerts') return unacknowledgeAlerts(work, command.alertIds, result)
  if (command.kind === 'mark_noise') return markNoise(work, command, record, result)
  if (command.kind === 'retract_lesson') return retractLessons(work, [command.lessonId], record, result)
  if (command.kind === 'retract_lessons') return retractLessons(work, command.lessonIds, record, result)
  const incident = find(work, command.incidentId)
  if (!incident && 'past' in command && command.past) return actOnPast(work, command.past, record, result)
  if (!incident) return `incident ${command.incidentId} is not open any more, or never was`
  result.incidentIds.push(incident.id)
  work.incidents.add(incident.id)
  const error = act(work, incident, record, result)
  if (error === undefined) note(incident, result)
  return error
}

/** What can still be ordered about an incident that was forgotten, as it was last sent out. */
function actOnPast(
  work: Work,
  past: IncidentState,
  record: CommandRecord,
  result: CommandResult,
): string | undefined {
  const { command, by } = record
  result.incidentIds.push(past.id)
  const text = textOf(command)
  const action = { at: result.at, by, kind: command.kind, ...(text !== undefined && { text }) }
  const noted = { ...past, actions: latest([...past.actions, action]) }
  if (command.kind === 'confirm_cause') return confirmPastCause(work, noted, command.entity, record)
  if (command.kind === 'retract_cause') return retractPastCause(work, noted, record)
  if (command.kind === 'mark_incident_noise') return markPastNoise(work, noted, command, record)
  return 'it is over for so long that nothing can be ordered about it any more'
}

function act(
  work: Work,
  incident: IncidentNode,
  record: CommandRecord,
  result: CommandResult,
): string | undefined {
  const { by, command } = record
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
      return merge(work, incident, command.incidentIds, record, result)
    case 'split': {
      const made = splitByHand(work, incident, command.alertIds, { record, result })
      if (typeof made !== 'string') unlearn(work, record)
      return noteIn(typeof made === 'string' ? made : [made], result)
    }
    case 'not_part':
      return noteIn(leaveOutByHand(work, incident, command.alertIds, { record, result }), result)
    case 'keep_together':
      return keepTogether(work, incident, record)
    case 'confirm_cause':
      return confirmCause(work, incident, command.entity, record)
    case 'retract_cause':
      return retractCause(work, incident.id, record)
    case 'mark_incident_noise':
      return markIncidentNoise(work, incident, command.on, record)
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
  ids: readonly string[],
  record: CommandRecord,
  result: CommandResult,
): string | undefined {
  const others = new Set<IncidentNode>()
  for (const id of ids) {
    const other = find(work, id)
    if (!other) return `incident ${id} is not open any more, or never was`
    if (other !== into) others.add(other)
  }
  if (others.size === 0) return 'an incident cannot be merged with itself'
  mergeByHand(work, into, others, { record, result })
  unlearn(work, record)
  return undefined
}

/** Notes in the incidents that came of it who did it; returns why nothing did, or undefined. */
function noteIn(made: readonly IncidentNode[] | string, result: CommandResult): string | undefined {
  if (typeof made === 'string') return made
  for (const incident of made) note(incident, result)
  return undefined
}

/** Forgets what was learned of the commands that one takes back. */
function unlearn(work: Work, { by, command }: CommandRecord): void {
  const undone = 'undoes' in command ? (command.undoes ?? []) : []
  for (const lesson of [...work.scope.lessons.values()])
    if (lesson.commandId !== undefined && undone.includes(lesson.commandId))
      end(work, lesson, 'taken_back', by)
}

/** Takes back what was learned; of several what is still in force. Returns why that cannot be, or undefined. */
function retractLessons(
  work: Work,
  ids: readonly string[],
  record: CommandRecord,
  result: CommandResult,
): string | undefined {
  const lessons = [...new Set(ids)].flatMap((id) => work.scope.lessons.get(id) ?? [])
  if (lessons.length === 0) return 'it is not in force any more, or never was learned'
  result.incidentIds.push(...incidentsOf(lessons))
  for (const lesson of lessons) {
    if (lesson.kind === 'cause') forgetCause(work, lesson, record.by)
    else end(work, lesson, 'taken_back', record.by)
  }
  return undefined
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
