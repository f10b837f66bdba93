import type { CommandAnswer } from '../../../schema/api/views.ts'
import type { IncidentCommand } from '../../api/incidents.ts'

/** What was so before a command, as far as taking it back needs it. */
export interface Before {
  assignedTo: string | undefined
  /** For a merge: of each incident that was put in, the ids of its alerts. */
  alertIds: readonly string[][]
  /** For a join: whether the alert was alone in its incident. */
  alone: boolean
}

/** The commands that take one back; none where nothing does. */
export function inverseOf(
  command: IncidentCommand,
  answer: CommandAnswer,
  before: Before,
): IncidentCommand[] {
  const { id } = command
  switch (command.kind) {
    case 'acknowledge':
      return [{ kind: 'unacknowledge', id }]
    case 'unacknowledge':
      return [{ kind: 'acknowledge', id }]
    case 'assign':
      return [{ kind: 'assign', id, to: before.assignedTo }]
    case 'confirm-cause':
      return [{ kind: 'retract-cause', id }]
    case 'resolve':
      return [{ kind: 'reopen', id }]
    case 'reopen':
      return [{ kind: 'resolve', id }]
    case 'merge':
      return before.alertIds.map((alertIds) => ({ kind: 'split', id, alertIds }))
    case 'join': {
      const { alertId, from } = command
      return before.alone
        ? [{ kind: 'split', id, alertIds: [alertId] }]
        : [{ kind: 'join', id: from, alertId, from: id }]
    }
    case 'split': {
      const apart = answer.incidentIds.at(-1)
      return apart === undefined ? [] : [{ kind: 'merge', id, incidentIds: [apart] }]
    }
    default:
      return []
  }
}

const DONE: Readonly<Record<IncidentCommand['kind'], string>> = {
  acknowledge: 'Acknowledged',
  unacknowledge: 'Acknowledgement taken back from',
  assign: 'Assigned',
  resolve: 'Resolved',
  reopen: 'Reopened',
  merge: 'Merged into',
  split: 'Split off from',
  comment: 'Commented on',
  'confirm-cause': 'Cause confirmed of',
  'retract-cause': 'Taken back what was said of the cause of',
  join: 'Put an alert into',
}

/** What a command did, in words: `Acknowledged INC-12`. */
export function doneWords(kind: IncidentCommand['kind'], name: string): string {
  return `${DONE[kind]} ${name}`
}
