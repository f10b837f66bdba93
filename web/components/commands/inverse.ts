import type { Done, IncidentCommand } from '../../api/incidents.ts'

/** What was so before a command, as far as taking it back needs it. */
export interface Before {
  assignedTo: string | undefined
  /** For a merge: of each incident that was put in, the ids of its alerts. */
  alertIds: readonly string[][]
  /** For a join: whether the alert was alone in its incident. */
  alone: boolean
  /** What was said to be the cause. */
  cause: string | undefined
  /** It was not resolved. */
  living: boolean
}

/** Takes a command back: another one, or that what was learned is forgotten. */
export type Inverse = IncidentCommand | { kind: 'forget'; lessonIds: string[] }

/** What takes a command back, and what was learned of it; none where nothing does. */
export function inverseOf(command: IncidentCommand, answer: Done, before: Before): Inverse[] {
  const { id } = command
  const lessonIds = answer.lessons?.map((lesson) => lesson.id) ?? []
  const undoes = [answer.id, ...(answer.firstStep === undefined ? [] : [answer.firstStep])]
  switch (command.kind) {
    case 'acknowledge':
      return [{ kind: 'unacknowledge', id }]
    case 'unacknowledge':
      return [{ kind: 'acknowledge', id }]
    case 'assign':
      return [{ kind: 'assign', id, to: before.assignedTo }]
    case 'confirm-cause':
      return before.cause === undefined
        ? [{ kind: 'retract-cause', id }]
        : [{ kind: 'confirm-cause', id, entity: before.cause }]
    case 'retract-cause':
      return before.cause === undefined ? [] : [{ kind: 'confirm-cause', id, entity: before.cause }]
    case 'resolve':
      return [{ kind: 'reopen', id }]
    case 'reopen':
      return [{ kind: 'resolve', id }]
    case 'merge':
      return before.alertIds.map((alertIds) => ({ kind: 'split', id, alertIds, undoes }))
    case 'join': {
      const { alertId, from } = command
      return before.alone
        ? [{ kind: 'split', id, alertIds: [alertId], undoes }]
        : [{ kind: 'join', id: from, alertId, from: id, undoes }]
    }
    case 'split': {
      const apart = answer.incidentIds.at(-1)
      return apart === undefined ? [] : [{ kind: 'merge', id, incidentIds: [apart], undoes }]
    }
    case 'keep-together':
      return lessonIds.length === 0 ? [] : [{ kind: 'forget', lessonIds }]
    case 'noise':
      // Opened first: without what was learned it might open by itself.
      return [...(before.living ? [{ kind: 'reopen' as const, id }] : []), { kind: 'forget', lessonIds }]
    case 'not-part': {
      const apart = answer.incidentIds.filter((each) => each !== id)
      return apart.length === 0 ? [] : [{ kind: 'merge', id, incidentIds: apart, undoes }]
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
  'not-part': 'Taken out of',
  'keep-together': 'Kept as one:',
  noise: 'Marked as noise:',
  comment: 'Commented on',
  'confirm-cause': 'Cause confirmed of',
  'retract-cause': 'Taken back what was said of the cause of',
  join: 'Put an alert into',
}

/** What it means for alerts to come. */
const FROM_NOW_ON: Partial<Readonly<Record<IncidentCommand['kind'], string>>> = {
  'not-part': 'alerts like these will stay out',
  'keep-together': 'later alerts like these belong together',
  noise: 'later alerts like these open nothing',
}

/** What a command did, in words: `Acknowledged INC-12`, and what it means for alerts to come, if something was learned. */
export function doneWords(kind: IncidentCommand['kind'], name: string, learned: boolean): string {
  const done = `${DONE[kind]} ${name}`
  const from = FROM_NOW_ON[kind]
  return learned && from !== undefined ? `${done}; ${from}` : done
}
