import { z } from 'zod'
import { entity } from '../entity.ts'
import { matcher } from '../matcher.ts'

/** Work that was announced, or a calendar of the settings: alerts about it are held back while it lasts. */
export const maintenanceView = z
  .object({
    id: z.string(),
    kind: z.enum(['change', 'calendar']).meta({
      description: 'Announced by a change of the kind maintenance, or a calendar of the settings file.',
    }),
    scope: z.string().optional().meta({ description: 'Absent where a calendar is of every scope.' }),
    title: z.string(),
    by: z.string().optional(),
    source: z.string().optional(),
    entity: entity.optional(),
    service: z.string().optional(),
    matchers: z.array(matcher).optional(),
    startsAt: z.string(),
    endsAt: z.string().optional().meta({ description: 'Absent where a calendar has no end.' }),
    endAssumed: z.boolean().meta({ description: 'Nobody said when it ends: it is taken to last so long.' }),
    recurrence: z.object({ rrule: z.string(), durationMs: z.number().int() }).optional(),
    window: z
      .object({ startsAt: z.string(), endsAt: z.string() })
      .optional()
      .meta({ description: 'Of a recurring one: the window that is open now, else the next one.' }),
    state: z.enum(['pending', 'active', 'expired']),
    holding: z.number().int().meta({ description: 'Alerts that it holds back now.' }),
    warning: z
      .string()
      .optional()
      .meta({ description: 'Set when these are more than half of what is firing.' }),
  })
  .meta({ id: 'Maintenance' })
/** Work that was announced, or a calendar of the settings. */
export type MaintenanceView = z.infer<typeof maintenanceView>
