import type { Hono } from 'hono'
import type { Database } from '../../ingest/database/database.ts'
import type { ArrivalDefaults } from '../../ingest/log/decode-entry.ts'
import type { Log } from '../../ingest/log/log.ts'
import type { Lag, StageStatus, Status } from '../../schema/api/status.ts'
import type { MaintenanceCalendar } from '../../schema/settings/correlation.ts'
import type { Logger } from '../logger.ts'
import type { PastLimits } from '../query/past/past.ts'
import type { Previewer } from '../roles/preview/previewer.ts'
import type { SettingsDesk } from '../settings/desk.ts'
import type { Metrics } from './metrics.ts'

/** How far the log is in the database. */
export interface Progress {
  /** The first offset of a partition that is not in the database yet. */
  loadedOffset(partition: string): number
  /** Calls back whenever more was loaded; returns how to stop that. */
  onLoaded(listener: () => void): () => void
}

/** The simulated estate that shows what Barograph does. */
export interface Demo {
  /** Begins it and returns at once; when it runs already, nothing happens. */
  start(): Promise<void>
  state(): Status['demo']
}

/** The routes that take in, and the way to send a reject through them again. */
export interface Intake {
  // The intake's own environment does not matter to whom mounts it.
  // biome-ignore lint/suspicious/noExplicitAny: Hono is invariant in its environment
  app: Hono<any>
  redeliver(redelivery: {
    route: string
    contentType: string
    body: Uint8Array
    scope: string
  }): Promise<{ status: number; answer: unknown }>
}

/** Bearer tokens; one that is unset is not asked for. */
export interface Tokens {
  ingest?: string | undefined
  admin?: string | undefined
}

/** One part that must be usable for a process to be ready; the check rejects when it is not. */
export interface ReadinessCheck {
  part: string
  check: () => Promise<void>
}

/** What every process that listens needs. */
export interface AppOptions {
  metrics: Metrics
  logger: Logger
  /** The address that is listened on, and further host names that requests may name. */
  host: string
  allowedHosts: string[]
  tokens: Tokens
  /** Records accepted but not in the database, and not correlated. */
  lag(): Promise<Lag>
  ready: ReadinessCheck[]
}

/** What a process that answers queries needs from the composition root. */
export interface ApiOptions extends AppOptions {
  database: Database
  log: Log
  intake: Intake
  progress: Progress
  demo: Demo
  /** Epoch milliseconds. */
  clock: () => number
  newId: () => string
  version: string
  roles: string[]
  defaultScope: string
  /** What records that others wrote to the log are completed with. */
  arrivalDefaults: ArrivalDefaults
  /** An Alertmanager v2 alert that fires is said to end this long from now. */
  resolveTimeoutMs: number
  /** The settings file and what of it is in force. */
  settings: SettingsDesk
  /** Tells what other settings would have made of the past. */
  preview: Previewer
  /** How much of the past is read for that; else a day of 1,000,000 events. */
  pastLimits?: PastLimits
  /** The maintenance calendars of the settings. */
  calendars: () => readonly MaintenanceCalendar[]
  /** How Barograph itself is: how far the stages are, and what is wrong, in words. */
  self: { stages(): StageStatus[]; problems(): string[] }
  /** Backs up what lives in this process, and tells the backup's name; undefined where nothing does. */
  backUp?: (() => Promise<{ name: string }>) | undefined
  /** Folder of the built pane. */
  paneFolder: string
}
