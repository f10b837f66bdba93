import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { type SettingsFile, settingsFile } from '../../schema/settings/file.ts'
import { ruleFault } from '../correlate/recurrence-rule.ts'
import { SettingsError } from './settings-error.ts'

/** Reads the settings file (YAML). A missing one gives the defaults unless it must be there. Throws SettingsError. */
export async function readSettingsFile(path: string, mustExist: boolean): Promise<SettingsFile> {
  let text = ''
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!missing || mustExist) throw new SettingsError(`${path} could not be read: ${String(error)}`)
  }
  return parseSettingsFile(text, path)
}

/** The settings in this YAML text; `path` is for messages. Throws SettingsError naming each field in question. */
export function parseSettingsFile(text: string, path: string): SettingsFile {
  let value: unknown
  try {
    value = parse(text) ?? {}
  } catch (error) {
    throw new SettingsError(`${path} is not YAML: ${error instanceof Error ? error.message : String(error)}`)
  }
  const result = settingsFile.safeParse(value)
  if (!result.success) {
    const faults = result.error.issues.map(
      (issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`,
    )
    throw new SettingsError(`${path}: ${faults.join('; ')}`)
  }
  for (const { name, rrule } of result.data.correlation.calendars) {
    const fault = rrule === undefined ? undefined : ruleFault(rrule)
    if (fault) throw new SettingsError(`${path}: correlation.calendars ${name}: rrule: ${fault}`)
  }
  return result.data
}
