import type { SettingsContent } from '../../../schema/api/settings.ts'
import { SETTING_FIELDS } from '../../../schema/settings/fields.ts'
import { type SettingsFile, settingsFile } from '../../../schema/settings/file.ts'
import { flattenSettings } from '../../settings/difference.ts'

/** All that a settings file says, its single settings with their words and defaults. */
export function settingsContent(
  file: SettingsFile,
  setElsewhere: ReadonlyMap<string, string>,
): SettingsContent {
  const values = flattenSettings(file)
  const defaults = flattenSettings(settingsFile.parse({}))
  const { inhibit, calendars, entityLabels } = file.correlation
  return {
    fields: SETTING_FIELDS.map((field) => {
      const setBy = setElsewhere.get(field.path)
      const [value, normal] = [single(values.get(field.path)), single(defaults.get(field.path))]
      return { ...field, value, default: normal, changed: value !== normal, ...(setBy && { setBy }) }
    }),
    inhibit,
    calendars,
    entityLabels,
    mappings: file.mappings,
  }
}

function single(value: unknown): string | number {
  if (typeof value === 'string' || typeof value === 'number') return value
  throw new Error('a single setting is a word or a number')
}
