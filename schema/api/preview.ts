import { z } from 'zod'
import { HELD_BY } from '../records/held-by.ts'
import { severity } from '../severity.ts'

const count = z.number().int()

const EARLIEST = Date.UTC(1901, 0, 1)
const LATEST = Date.UTC(2299, 0, 1)

/** The stretch of the past to try something on: so many days, up to a time. */
export function previewStretch(defaultDays: number) {
  return {
    days: z.number().min(0.01).max(90).default(defaultDays),
    /** End of the stretch; without it that of the newest event. */
    to: z.iso
      .datetime({ offset: true })
      // The database holds the years 1900 to 2298, and the stretch begins up to 90 days earlier.
      .refine((at) => Date.parse(at) >= EARLIEST && Date.parse(at) < LATEST, 'must be of 1901 to 2298')
      .optional(),
  }
}

const incident = z.object({
  id: z.string(),
  scope: z.string(),
  title: z.string(),
  severity,
  startedAt: z.string(),
  alerts: count,
  storedId: z.string().optional().meta({ description: 'The incident that has most of its alerts now.' }),
})
/** An incident as a replay made it. */
export type ReplayedIncidentView = z.infer<typeof incident>

const heldBack = z.enum(HELD_BY)
const figures = z.object({
  incidents: count,
  notifications: count,
  alerts: count,
  heldBack: z.partialRecord(heldBack, count),
})
/** What a replay counted. */
export type ReplayFigures = z.infer<typeof figures>

const bounded = <T extends z.ZodType>(item: T) => z.object({ count, items: z.array(item) })
const regrouped = z.object({
  one: incident,
  several: z.array(incident),
  count: count.meta({ description: 'How many `several` are in full.' }),
})
const lone = z.object({ incident, heldBy: heldBack.optional() })
const groups = bounded(regrouped).extend({
  incidents: count.meta({ description: 'How many `several` there are in all groups.' }),
})

/** What something would have made of a stretch of the past, compared with what is in force. */
export const pastEffect = z.object({
  replayed: z.object({
    from: z.string(),
    to: z.string(),
    events: count.meta({ description: 'Of the stretch.' }),
    touched: count.optional().meta({
      description:
        'Where these are many, only events of alerts that the change matches, and of incidents with such alerts, were replayed: so many. `before` is then what is stored, `after` differs from it by as much as the replays differ.',
    }),
    changes: count,
    cut: z
      .boolean()
      .meta({ description: 'There was more than could be replayed; `from` says where it began.' }),
  }),
  before: figures,
  after: figures,
  merged: groups,
  split: groups,
  added: bounded(lone),
  gone: bounded(lone),
  hidden: bounded(lone).meta({
    description: 'Incidents that people were told of, and of which they would have been told nothing.',
  }),
})
/** What something would have made of a stretch of the past, compared with what is in force. */
export type PastEffect = z.infer<typeof pastEffect>
