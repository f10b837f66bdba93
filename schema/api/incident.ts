import { z } from 'zod'
import { entity } from '../entity.ts'
import { actor } from '../records/command.ts'
import { severity } from '../severity.ts'
import { alert } from './alert.ts'

/** A reason for or against something, in words. */
export const reason = z
  .object({
    kind: z.string(),
    text: z.string(),
    weight: z.number().meta({ description: 'A negative weight is a reason against.' }),
  })
  .meta({ id: 'Reason' })

const cause = z
  .object({
    entity,
    score: z.number(),
    confidence: z.number(),
    reasons: z.array(reason),
    confirmedBy: z.string().optional().meta({ description: 'Who said that it was the cause.' }),
  })
  .meta({ id: 'Cause', description: 'A candidate cause. Score orders candidates; confidence is 0 to 1.' })

const suspectChange = z
  .object({
    id: z.string(),
    score: z.number(),
    reasons: z.array(reason),
    source: z.string(),
    kind: z.string(),
    at: z.string(),
    endedAt: z.string().optional(),
    by: z.string(),
    entity: entity.optional(),
    service: z.string().optional(),
    summary: z.string(),
    version: z.string().optional(),
    url: z.string().optional(),
  })
  .meta({ id: 'SuspectChange' })

const faultSide = z.object({
  alerts: z.number().int(),
  entities: z.number().int(),
  head: z.object({ alertId: z.string(), text: z.string() }).meta({ description: 'Its first alert.' }),
  cause: z
    .object({ entity, text: z.string() })
    .optional()
    .meta({ description: 'What would lead its causes if it were an incident of its own.' }),
})

const twoFaults = z
  .object({
    chance: z.number().meta({
      description: '0 to 1: in how many incidents of which as much spoke for it there were two.',
    }),
    text: z.string(),
    alertIds: z.array(z.string()).meta({
      description: 'The alerts that a split would take out, as it takes them; empty in lists.',
    }),
    apart: faultSide.meta({ description: 'What these are.' }),
    left: faultSide.meta({ description: 'What would be left.' }),
  })
  .meta({ id: 'TwoFaults', description: 'Why an incident may hold two faults, and how to split it.' })

/** Why an alert is in its incident. */
const link = z
  .object({
    alert: z.string(),
    joinedBy: z.array(z.object({ kind: z.string(), text: z.string(), weight: z.number(), with: z.string() })),
  })
  .meta({ id: 'Link', description: 'Why an alert is in its incident.' })
/** Why an alert is in its incident. */
export type Link = z.infer<typeof link>

/** An incident as the API answers it: one fault with its alerts. */
export const incident = z
  .object({
    id: z.string(),
    scope: z.string(),
    status: z.enum(['open', 'acknowledged', 'resolved', 'merged']),
    mergedInto: z.string().optional(),
    severity,
    title: z.string(),
    startedAt: z.string(),
    updatedAt: z.string(),
    resolvedAt: z.string().optional(),
    acknowledgedBy: z.string().optional(),
    assignedTo: z.string().optional().meta({ description: 'Who is to see to it.' }),
    counts: z.object({ events: z.number().int(), alerts: z.number().int(), entities: z.number().int() }),
    services: z.array(z.string()),
    causes: z.array(cause).meta({ description: 'Best first.' }),
    changes: z.array(suspectChange).meta({ description: 'Best first.' }),
    twoFaults: twoFaults.optional().meta({
      description: 'Absent when nothing says so, and for what a person merged or split.',
    }),
    actions: z.array(z.object({ at: z.string(), by: actor, kind: z.string(), text: z.string().optional() })),
    links: z.array(link).meta({
      description:
        'In the order in which the alerts began. In lists at most 100 an incident, and fewer, down to 20, where those of a page would be more than 1,000.',
    }),
  })
  .meta({ id: 'Incident', description: 'One fault with its alerts. Times are RFC 3339.' })
/** An incident as the API answers it. */
export type Incident = z.infer<typeof incident>

/** An alert left out of an incident though close, why, and the alert itself. */
export const nearMissView = z
  .object({ alertId: z.string(), weight: z.number(), text: z.string(), alert: alert.optional() })
  .meta({ id: 'NearMiss' })
/** A near miss with the alert that it is about. */
export type NearMissView = z.infer<typeof nearMissView>

/** A past incident like another one: likeness 0 to 1, why, and how it ended. */
export const similarIncident = z
  .object({
    id: z.string(),
    title: z.string(),
    status: z.string(),
    startedAt: z.string(),
    resolvedAt: z.string().optional(),
    likeness: z.number(),
    reasons: z.array(z.string()),
    ended: z.string().optional(),
  })
  .meta({ id: 'SimilarIncident' })
/** A past incident like another one: likeness 0 to 1, why, and how it ended. */
export type SimilarIncident = z.infer<typeof similarIncident>

/** One entry of an incident's history. */
export const historyEntry = z
  .object({
    id: z.string(),
    at: z.string(),
    receivedAt: z.string(),
    by: actor,
    kind: z.string(),
    text: z.string().optional(),
    incidentIds: z.array(z.string()),
    error: z.string().optional(),
  })
  .meta({ id: 'HistoryEntry' })
/** One entry of an incident's history. */
export type HistoryEntry = z.infer<typeof historyEntry>

/** Events of each of a few incidents in equal parts of a range, in their order. */
export const incidentTraces = z
  .object({
    from: z.string(),
    to: z.string(),
    items: z.array(z.object({ id: z.string(), events: z.array(z.number().int()) })),
  })
  .meta({ id: 'IncidentTraces' })
/** Events of each of a few incidents in equal parts of a range. */
export type IncidentTraces = z.infer<typeof incidentTraces>
