/** What the API answers the pane, by name; the schemas stand in the files beside this one. */
export type { Alert, EventView } from './alert.ts'
export type { CommandAnswer } from './command.ts'
export type { Change, TopologyView } from './estate.ts'
export type { Noise, Pressure } from './figures.ts'
export type { HistoryEntry, Incident, Link, NearMissView, SimilarIncident } from './incident.ts'
export type { MaintenanceView } from './maintenance.ts'
export type { SilenceHistoryEntry, SilencePreview, SilenceView } from './silence.ts'
export type { SourceStatus, Status } from './status.ts'
