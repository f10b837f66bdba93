import { z } from 'zod'
import { entity } from '../entity.ts'
import { entityBy } from '../entity-by.ts'
import { actor } from '../records/command.ts'
import { SUPPRESSION_KINDS } from '../records/held-by.ts'
import { severity } from '../severity.ts'

const labels = z.record(z.string(), z.string())

/** Why an alert is suppressed. */
const suppression = z
  .object({
    kind: z.enum(SUPPRESSION_KINDS),
    id: z.string().meta({ description: 'The silence, alert, change or lesson behind it.' }),
    text: z.string(),
  })
  .meta({ id: 'Suppression' })
/** Why an alert is suppressed. */
export type Suppression = z.infer<typeof suppression>

/** An alert as the API answers it: one episode of one fingerprint, from firing to resolved. */
export const alert = z
  .object({
    id: z.string(),
    fingerprint: z.string(),
    scope: z.string(),
    status: z.enum(['firing', 'acknowledged', 'resolved']),
    severity,
    name: z.string(),
    summary: z.string().optional(),
    source: z.string(),
    sources: z.array(z.string()).meta({ description: 'Every source that reported it, the first one first.' }),
    service: z.string().optional(),
    entity: entity.optional(),
    entityBy: entityBy.optional(),
    startsAt: z.string(),
    endsAt: z.string().optional(),
    lastEventAt: z.string(),
    events: z.number().int().meta({ description: 'How many events said so.' }),
    flapping: z.boolean(),
    suppressedBy: suppression.optional(),
    labels,
    annotations: labels,
    url: z.string().optional(),
    incidentId: z.string().optional(),
  })
  .meta({
    id: 'Alert',
    description: 'One episode of one fingerprint, from firing to resolved. Times are RFC 3339.',
  })
/** An alert as the API answers it. */
export type Alert = z.infer<typeof alert>

const acknowledgement = z
  .object({ by: actor, at: z.string() })
  .meta({ id: 'Acknowledgement', description: 'Who acknowledged this alert alone, and when.' })
/** Who acknowledged an alert alone, and when. */
export type Acknowledgement = z.infer<typeof acknowledgement>

/** One alert, with what is read for one alone. */
export const alertDetail = alert
  .extend({ acknowledgement: acknowledgement.optional() })
  .meta({ id: 'AlertDetail', description: 'An alert, and who acknowledged it apart from its incident.' })
/** One alert, with what is read for one alone. */
export type AlertDetail = z.infer<typeof alertDetail>

/** An event as the API answers it. */
export const eventView = z
  .object({
    id: z.string().meta({ description: 'Partition and offset on the log.' }),
    alertId: z.string().optional(),
    incidentId: z.string().optional(),
    externalId: z.string().optional(),
    at: z.string(),
    receivedAt: z.string(),
    status: z.string(),
    severity: z.string(),
    name: z.string(),
    source: z.string(),
    scope: z.string(),
    service: z.string().optional(),
    entity: entity.optional(),
    summary: z.string().optional(),
    fingerprint: z.string(),
    labels,
    annotations: labels,
    outcome: z.string().optional(),
    heldBy: z.string().optional(),
    timeCorrected: z.string().optional(),
    url: z.string().optional(),
  })
  .meta({ id: 'Event', description: 'One thing received, and what became of it once it is correlated.' })
/** An event as the API answers it. */
export type EventView = z.infer<typeof eventView>
