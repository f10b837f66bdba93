/** What the API answers the pane, by name; the schemas stand in the files beside this one. */
export type { Alert, AlertDetail, EventView } from './alert.ts'
export type { AlertFacets, Facet, LabelNames } from './alert-facets.ts'
export type { ChangeFigures } from './change-figures.ts'
export type { CommandAnswer } from './command.ts'
export type { CorrelationPreview } from './correlation-preview.ts'
export type { Change, EntityFound, SuspectingIncident, TopologyView } from './estate.ts'
export type { Noise, Pressure } from './figures.ts'
export type {
  HistoryEntry,
  Incident,
  IncidentTraces,
  Link,
  NearMissView,
  SimilarIncident,
} from './incident.ts'
export type { Lesson } from './lesson.ts'
export type { MaintenanceView } from './maintenance.ts'
export type { Corrections, ErrorRate, FixEffect, NoiseFix, NoiseWeeks, Noisiest } from './noise.ts'
export type { PastEffect, ReplayedIncidentView, ReplayFigures } from './preview.ts'
export type { RejectView } from './reject.ts'
export type {
  SettingChange,
  SettingsCheck,
  SettingsContent,
  SettingsNote,
  SettingsPreview,
  SettingsView,
  SettingView,
} from './settings.ts'
export type { SilenceHistoryEntry, SilencePreview, SilenceView } from './silence.ts'
export type { SourceView } from './source.ts'
export type { SourceStatus, Status } from './status.ts'
export type { ReachedThing, TopologyOverview, TopologyReach, TopologySources } from './topology.ts'
export type { UnresolvedNames } from './unresolved.ts'
