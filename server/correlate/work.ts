import type { AlertRecord } from '../../schema/records/alert.ts'
import type { CommandResult } from '../../schema/records/command.ts'
import type {
  AlertState,
  EventDecision,
  IncidentLink,
  IncidentState,
  Notification,
} from '../../schema/records/correlation.ts'
import type { LessonState } from '../../schema/records/lesson.ts'
import type { SilenceState } from '../../schema/records/silence.ts'
import type { CorrelationSettings } from '../../schema/settings/correlation.ts'
import type { Suspicion } from './group/suspicion.ts'
import type { Indexes } from './indexes.ts'
import type { AlertNode, Point, ScopeState } from './state.ts'
import type { Tally } from './tally-sums.ts'

/** An alert event with its place on the log. */
export interface ReceivedEvent {
  offset: number
  record: AlertRecord
  /** Its place among what was said under its fingerprint, set by deduplicate. */
  point?: Point
}

/** What the stages hand on to one another while they work on the records between two commands. */
export interface Work {
  scope: ScopeState
  indexes: Indexes
  settings: CorrelationSettings
  /** Alert events to take in. */
  received: ReceivedEvent[]
  /** Those that are not repeated deliveries, set by normalise. */
  events: ReceivedEvent[]
  /** Fingerprints whose episodes must be derived again. */
  series: Set<string>
  /** Alerts whose facts changed. */
  alerts: Set<string>
  /** Alerts that ceased to be, since a late event made them part of another. */
  removed: AlertNode[]
  /** Alerts that are new, or changed in what makes others point to them. */
  changed: Set<string>
  /** Alerts that end at another time than before, each with the earlier of both times. */
  ended: Map<string, number>
  /** Alerts whose link must be weighed again. */
  relink: Set<string>
  /** When the first and the last of these began. */
  relinkFrom: number
  relinkTo: number
  /** Silent things suspected while links are weighed. */
  suspicions: Map<string, Suspicion>
  /** Alerts whose place must be settled again wherever they point to. */
  moved: Set<string>
  /** Alerts that point elsewhere, or for other reasons. */
  pointed: Set<string>
  /** Lessons that are new, or decided more or less than before. */
  lessons: Set<string>
  /** Alerts whose next best link is another one, or as strong as it was not. */
  weighed: Set<string>
  /** Incidents whose alerts or state changed. */
  incidents: Set<string>
  /** What the alerts of these incidents come to, set by the ranking of causes. */
  tallies: Map<string, Tally>
  output: Output
}

/** What goes out. Later entries replace earlier ones of the same id. */
export interface Output {
  decisions: Map<number, EventDecision>
  alerts: Map<string, AlertState>
  removedAlerts: Map<string, { scope: string; id: string; startsAt: string }>
  incidents: Map<string, IncidentState>
  links: Map<string, IncidentLink>
  notifications: Notification[]
  silences: Map<string, SilenceState>
  lessons: Map<string, LessonState>
  commands: CommandResult[]
}

/** One step of the correlator. */
export interface Stage {
  name: string
  run: (work: Work) => void
}
