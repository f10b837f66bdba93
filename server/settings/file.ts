import { readFile } from 'node:fs/promises'
import type { SettingsFile } from '../../schema/settings/file.ts'
import { readSettingsText } from './read-text.ts'
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
  const { file, faults } = readSettingsText(text)
  if (file) return file
  const words = faults.map((fault) => {
    const where = fault.line === undefined ? '' : ` (line ${fault.line})`
    return fault.path === '' ? `${fault.message}${where}` : `${fault.path}${where}: ${fault.message}`
  })
  throw new SettingsError(`${path}: ${words.join('; ')}`)
}
