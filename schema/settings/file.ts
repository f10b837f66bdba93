import { z } from 'zod'
import { correlationSettings } from './correlation.ts'
import { limits } from './limits.ts'
import { mapping } from './mapping.ts'

/** The settings file (YAML, `SETTINGS_FILE`): everything that is more than one word and belongs into git. */
export const settingsFile = z.strictObject({
  limits: limits.prefault({}),
  correlation: correlationSettings.prefault({}),
  mappings: z.record(z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/), mapping).default({}),
  retention: z
    .strictObject({
      /** Days that events stay in the database. */
      eventDays: z.number().positive().default(90),
      /** Days that alerts, incidents and changes stay in the database. */
      incidentDays: z.number().positive().default(730),
      /** Days that records stay on the log. */
      logDays: z.number().positive().default(7),
      /** Size of the embedded log from which the oldest records go. */
      logBytes: z
        .number()
        .int()
        .positive()
        .default(20 * 1024 ** 3),
    })
    .prefault({}),
})
/** The settings file. */
export type SettingsFile = z.infer<typeof settingsFile>
