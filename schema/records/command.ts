import { z } from 'zod'
import type { IncidentState } from './correlation.ts'
import { silence } from './silence.ts'
import { timestamp } from './time.ts'

/** Who acted. */
export const actor = z.object({
  kind: z.enum(['person', 'agent', 'system']),
  name: z.string().min(1).max(256),
})
/** Who acted. */
export type Actor = z.infer<typeof actor>

const incidentId = z.string().min(1).max(128)

const alertIds = z.array(z.string().min(1).max(128)).min(1).max(10_000)

/** Commands that this one takes back: what was learned of them is forgotten, and nothing is learned of this one. */
const undoes = z.array(z.string().min(1).max(128)).max(10).optional()

/** An incident as it was last sent out; the API put it there, so its shape is taken as given. */
const past = z
  .custom<IncidentState>((value) => typeof value === 'object' && value !== null)
  .meta({ type: 'object' })
  .optional()

/**
 * What fired in an incident that is over, each of it once, the first in time first: the alert's name, its thing and its
 * service, and whether it was critical.
 */
const fired = z
  .array(
    z.object({
      alert: z.string(),
      entity: z.string().optional(),
      service: z.string().optional(),
      critical: z.boolean(),
    }),
  )
  .max(1000)
/** What fired in an incident that is over. */
export type Fired = z.infer<typeof fired>[number]

/** What a person or agent orders. */
export const command = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('acknowledge'), incidentId, text: z.string().max(8192).optional() }),
  z.object({ kind: z.literal('unacknowledge'), incidentId, text: z.string().max(8192).optional() }),
  /** Says who is to see to it; without `to` nobody in particular. */
  z.object({ kind: z.literal('assign'), incidentId, to: z.string().min(1).max(256).optional() }),
  z.object({ kind: z.literal('resolve'), incidentId, text: z.string().max(8192).optional() }),
  z.object({ kind: z.literal('reopen'), incidentId, text: z.string().max(8192).optional() }),
  /** Puts the incidents `incidentIds` into `incidentId`. */
  z.object({
    kind: z.literal('merge'),
    incidentId,
    incidentIds: z.array(incidentId).min(1).max(100),
    undoes,
  }),
  /** Takes these alerts out of the incident into one of their own. */
  z.object({
    kind: z.literal('split'),
    incidentId,
    alertIds: z.array(z.string().min(1)).min(1).max(10_000),
    undoes,
  }),
  /** Takes these alerts out of the incident, each for itself: they have nothing to do with it. */
  z.object({ kind: z.literal('not_part'), incidentId, alertIds }),
  /** Says that what may be two faults is one. */
  z.object({ kind: z.literal('keep_together'), incidentId, text: z.string().max(8192).optional() }),
  z.object({ kind: z.literal('comment'), incidentId, text: z.string().min(1).max(65_536) }),
  /** Says which thing was the cause; from this, later causes are ranked. `past` is for the correlator that forgot it. */
  z.object({ kind: z.literal('confirm_cause'), incidentId, entity: z.string().min(1).max(1024), past }),
  z.object({ kind: z.literal('retract_cause'), incidentId, past }),
  /** Says that alerts like these are noise: of their names on their things, or on all things of their services. */
  z.object({ kind: z.literal('mark_noise'), alertIds, on: z.enum(['entity', 'service']) }),
  /**
   * Says that an incident is noise, with all of its alerts, and is over with that. `past` and `fired` are for the correlator
   * that forgot it.
   */
  z.object({
    kind: z.literal('mark_incident_noise'),
    incidentId,
    on: z.enum(['entity', 'service']),
    text: z.string().max(8192).optional(),
    past,
    fired: fired.optional(),
  }),
  /** Takes back what was learned. */
  z.object({ kind: z.literal('retract_lesson'), lessonId: z.string().min(1).max(128) }),
  z.object({
    kind: z.literal('retract_lessons'),
    lessonIds: z.array(z.string().min(1).max(128)).min(1).max(100),
  }),
  /** Says of alerts, in an incident or not, that someone is on them, or is not after all. */
  z.object({ kind: z.literal('acknowledge_alerts'), alertIds }),
  z.object({ kind: z.literal('unacknowledge_alerts'), alertIds }),
  z.object({ kind: z.literal('silence_set'), silence }),
  z.object({ kind: z.literal('silence_expire'), silenceId: z.string().min(1).max(128) }),
  /** The settings file was saved from here; `etag` names its text, `changes` the settings that differ from before. */
  z.object({
    kind: z.literal('settings_save'),
    etag: z.string().max(128),
    changes: z.array(z.string().max(1024)).max(200),
  }),
])
/** What a person or agent orders. */
export type Command = z.infer<typeof command>

/** A command as the log holds it. */
export const commandRecord = z.object({
  type: z.literal('command'),
  id: z.string(),
  scope: z.string(),
  by: actor,
  receivedAt: timestamp,
  command,
})
/** A command as the log holds it. */
export type CommandRecord = z.infer<typeof commandRecord>

/** What became of a command. */
export interface CommandResult {
  id: string
  scope: string
  by: Actor
  receivedAt: string
  /** The scope's event time when it took effect. */
  at: string
  command: Command
  /** The incidents it touched; for a split the new incident comes last. */
  incidentIds: string[]
  /** Why it was refused; absent when it took effect. */
  error?: string
}
