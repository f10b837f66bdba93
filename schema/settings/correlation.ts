import { z } from 'zod'
import { matcher } from '../matcher.ts'
import { severity } from '../severity.ts'
import { entityLabels } from './entity-labels.ts'

const minutes = (n: number) => n * 60_000

/** An inhibition rule: while an alert matches `source`, alerts that match `target` and agree on `equal` are held back. */
export const inhibitionRule = z.object({
  name: z.string().min(1).max(256),
  source: z.array(matcher).min(1),
  target: z.array(matcher).min(1),
  equal: z.array(z.string()).default([]),
})
/** An inhibition rule. */
export type InhibitionRule = z.infer<typeof inhibitionRule>

/** A recurring maintenance window: alerts that match are held back while it lasts. */
export const maintenanceCalendar = z.object({
  name: z.string().min(1).max(256),
  scope: z.string().optional(),
  matchers: z.array(matcher).min(1),
  /** Start of the first window, RFC 3339. */
  startsAt: z.iso.datetime({ offset: true }),
  /** RFC 5545 recurrence rule without DTSTART, in UTC; without it there is one window. */
  rrule: z.string().optional(),
  durationMs: z.number().int().positive(),
})
/** A recurring maintenance window. */
export type MaintenanceCalendar = z.infer<typeof maintenanceCalendar>

/** What the correlator goes by. Times are milliseconds of event time. */
export const correlationSettings = z.object({
  /** An event may come this much out of order and still give the same incidents. */
  latenessMs: z.number().int().positive().default(minutes(10)),
  /** How long an external id is remembered to recognise repeated delivery. */
  idempotencyMs: z
    .number()
    .int()
    .positive()
    .default(minutes(24 * 60)),
  /** This many openings within `flappingWindowMs` make an alert flap. */
  flappingTransitions: z.number().int().min(2).default(5),
  flappingWindowMs: z.number().int().positive().default(minutes(15)),
  /** A flapping alert is calm again after this long without a change. */
  flappingCalmMs: z.number().int().positive().default(minutes(15)),
  /** Alerts that begin within this of each other can be one fault. */
  linkWindowMs: z.number().int().positive().default(minutes(10)),
  /** Evidence, 0 to 1, that joins an alert to another. */
  linkThreshold: z.number().min(0).max(1).default(0.4),
  /** An alert that fires again this soon after its incident was resolved reopens it. */
  reopenMs: z.number().int().positive().default(minutes(30)),
  /** Share of recent time that an alert fires from which it counts as chronic: it may join, not open or steer. */
  chronicShare: z.number().min(0).max(1).default(0.5),
  /** Changes up to this long before the first symptom are suspects. */
  changeWindowMs: z.number().int().positive().default(minutes(60)),
  /** How long a resolved incident can still be changed or joined. */
  keepResolvedMs: z.number().int().positive().default(minutes(120)),
  /** Incidents at or above this severity notify. */
  notifyFrom: severity.default('warning'),
  /** An incident that notified and has no owner for so long notifies once more; 0: never. */
  unownedMs: z.number().int().min(0).default(minutes(15)),
  inhibit: z.array(inhibitionRule).default([]),
  calendars: z.array(maintenanceCalendar).default([]),
  /** Labels that name things, before those that are known anyway (server/correlate/entities/label-table.ts). */
  entityLabels: z.array(entityLabels).max(1000).default([]),
})
/** What the correlator goes by. */
export type CorrelationSettings = z.infer<typeof correlationSettings>
