/** What the past tense of a command is. */
const PAST: Readonly<Record<string, string>> = {
  acknowledge: 'acknowledged it',
  unacknowledge: 'took the acknowledgement back',
  resolve: 'resolved it',
  reopen: 'opened it again',
  unowned: 'saw that nobody had taken it on in time',
  merge: 'merged another into it',
  split: 'split alerts off',
  not_part: 'took alerts out that are no part of it',
  keep_together: 'said that it is one fault',
  mark_incident_noise: 'marked all of it as noise',
  mark_noise: 'marked alerts of it as noise',
  retract_lesson: 'took back what was learned of it',
  retract_lessons: 'took back what was learned of it',
  comment: 'commented',
  retract_cause: 'took back what was said of its cause',
  acknowledge_alerts: 'acknowledged single alerts',
  unacknowledge_alerts: 'took back that single alerts were acknowledged',
}

/** What people and agents did about an incident, without what Barograph itself notes. */
export function doneBySomeone<T extends { by: { kind: string } }>(actions: readonly T[]): T[] {
  return actions.filter(({ by }) => by.kind !== 'system')
}

/** What someone did, in words: `Mara acknowledged it`; a kind that is not known speaks for itself. */
export function actionWords(action: {
  by: { name: string }
  kind: string
  text?: string | undefined
}): string {
  if (action.kind === 'unowned') return 'Reminded: nobody on it'
  if (action.kind === 'confirm_cause')
    return `${action.by.name} said that the cause was ${action.text ?? 'known'}`
  if (action.kind !== 'assign') return `${action.by.name} ${pastWords(action.kind)}`
  if (action.text === undefined) return `${action.by.name} assigned it to nobody`
  if (action.text === action.by.name) return `${action.by.name} took it`
  return `${action.by.name} assigned it to ${action.text}`
}

/** The past tense of a command; a kind that is not known speaks for itself. */
export function pastWords(kind: string): string {
  return PAST[kind] ?? kind
}
