import { z } from 'zod'
import { inhibitionRule, maintenanceCalendar } from '../settings/correlation.ts'
import { entityLabels } from '../settings/entity-labels.ts'
import { mapping } from '../settings/mapping.ts'
import { pastEffect, previewStretch } from './preview.ts'

const count = z.number().int()
const value = z.union([z.number(), z.string()])

/** Something about one place of the settings file. */
const note = z.object({
  path: z.string(),
  message: z.string(),
  line: count.optional().meta({ description: 'From 1.' }),
})
/** A value that differs between two settings. */
export const settingChange = z
  .object({
    path: z
      .string()
      .meta({ description: 'Rules, calendars and mappings by name: correlation.inhibit[NAME].' }),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
  })
  .meta({ id: 'SettingChange' })
const field = z.object({
  path: z.string(),
  name: z.string(),
  meaning: z.string(),
  unit: z.enum(['milliseconds', 'bytes', 'days', 'count', 'share', 'severity']),
  value,
  default: value,
  changed: z.boolean().meta({ description: 'It is not the default.' }),
  setBy: z.string().optional().meta({ description: 'The environment setting that overrides the file.' }),
})
const content = z.object({
  fields: z.array(field),
  inhibit: z.array(inhibitionRule),
  calendars: z.array(maintenanceCalendar),
  entityLabels: z.array(entityLabels),
  mappings: z.record(z.string(), mapping),
})
/** All settings of a file, with the defaults of what it does not say. */
export type SettingsContent = z.infer<typeof content>
/** Something about one place of the settings file. */
export type SettingsNote = z.infer<typeof note>
/** A value that differs between two settings; absent where one of them has none. */
export type SettingChange = z.infer<typeof settingChange>
/** A single setting. */
export type SettingView = z.infer<typeof field>

/** The settings in force, and the settings file as it is now. */
export const settingsView = z
  .object({
    file: z.object({
      name: z.string().meta({ description: 'As SETTINGS_FILE names it.' }),
      exists: z.boolean(),
      text: z
        .string()
        .meta({ description: 'The file; where there is none, what could be in it, as comments.' }),
      etag: z.string().meta({ description: 'Of the file; saving sends it along.' }),
      faults: z.array(note).meta({ description: 'Why the file, as it is now, could not be used.' }),
    }),
    process: z.string().meta({ description: 'Whose copy of the file this is.' }),
    saving: z.object({
      allowed: z.boolean(),
      why: z.string().optional().meta({ description: 'Why it is not allowed, and what to do instead.' }),
    }),
    inForce: content,
    waiting: z
      .array(settingChange)
      .meta({ description: 'What the file says and is not in force: it waits for a restart.' }),
    saved: z
      .object({ at: z.string(), by: z.string() })
      .optional()
      .meta({ description: 'Who saved it last from here.' }),
  })
  .meta({ id: 'Settings' })
/** The most that a settings file may have, in characters. */
const MAX_TEXT = 500_000
/** The text of a settings file. */
export const settingsText = z.string().max(MAX_TEXT)
const text = settingsText
/** The settings in force, and the settings file as it is now. */
export type SettingsView = z.infer<typeof settingsView>

/** What a preview is asked: a settings file, and the stretch of the past to try it on. */
export const settingsPreviewInput = z.object({ ...previewStretch(7), text }).strict()

/** What a settings file would have made of the past, compared with what is in force. */
export const settingsPreview = pastEffect
  .extend({ changes: z.array(settingChange), ignored: z.array(note) })
  .meta({ id: 'SettingsPreview' })
/** What a settings file would have made of the past, compared with what is in force. */
export type SettingsPreview = z.infer<typeof settingsPreview>

/** A settings file to be saved; `etag` is that of the text which it replaces. */
export const settingsSaveInput = z
  .object({ text, etag: z.string().max(128), by: z.string().trim().min(1).max(256).optional() })
  .strict()

/** A settings file to be looked at, after one edit: without `value` that setting gets its default again. */
export const settingsCheckInput = z
  .object({
    text,
    edit: z
      .object({ path: z.string().max(256), value: value.optional() })
      .strict()
      .optional(),
  })
  .strict()

/** A settings file's text after the edit, what is wrong with it, and what it says. */
export const settingsCheck = z
  .object({
    text: z.string(),
    faults: z.array(note),
    ignored: z.array(note).meta({ description: 'What means nothing here and is passed over.' }),
    changes: z.array(settingChange).meta({ description: 'What differs from what is in force.' }),
    content: content.optional().meta({ description: 'Absent while there are faults.' }),
  })
  .meta({ id: 'SettingsCheck' })
/** A settings file's text after the edit, what is wrong with it, and what it says. */
export type SettingsCheck = z.infer<typeof settingsCheck>
