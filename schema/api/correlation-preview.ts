import { z } from 'zod'
import { inhibitionRule } from '../settings/correlation.ts'
import { entityLabels } from '../settings/entity-labels.ts'
import { pastEffect, previewStretch } from './preview.ts'
import { settingChange, settingsText } from './settings.ts'
import { silenceInput } from './silence.ts'

const MAX_LABELS = 100

/** What is to be tried on the past: any of a settings file, an inhibition rule, names of things and a silence. */
export const correlationPreviewInput = z
  .object({
    ...previewStretch(1),
    settings: settingsText
      .optional()
      .meta({ description: 'The text of a settings file; without it the settings in force.' }),
    inhibit: inhibitionRule
      .extend({ source: inhibitionRule.shape.source.max(64), target: inhibitionRule.shape.target.max(64) })
      .optional()
      .meta({
        description: 'A rule that is added to those of the settings, or replaces the one of its name.',
      }),
    entityLabels: z
      .array(entityLabels)
      .min(1)
      .max(MAX_LABELS)
      .optional()
      .meta({ description: 'Labels that name things, put before those of the settings.' }),
    silence: silenceInput.optional().meta({
      description:
        'As it is posted to /api/v1/silences or /api/v2/silences. One that does not recur is taken to hold through the whole stretch; with an id it replaces that silence.',
    }),
  })
  .strict()
  .refine(
    ({ settings, inhibit, entityLabels: names, silence }) =>
      [settings, inhibit, names, silence].some((one) => one !== undefined),
    'say what to try: settings, inhibit, entityLabels or silence',
  )

/** What a change would have made of the past, compared with what is in force. */
export const correlationPreview = pastEffect
  .extend({ changes: z.array(settingChange).meta({ description: 'Of the settings.' }) })
  .meta({ id: 'CorrelationPreview' })
/** What a change would have made of the past, compared with what is in force. */
export type CorrelationPreview = z.infer<typeof correlationPreview>
