import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { SettingsFile } from '../../schema/settings/file.ts'
import { defaultSettingsText } from './default-text.ts'

/** The settings file as it is now. */
export interface SettingsText {
  exists: boolean
  /** Where there is no file, what could be in it, as comments. */
  text: string
  etag: string
}

/** The settings file of this process, and what of it is in force. */
export interface SettingsDesk {
  /** As SETTINGS_FILE names it. */
  name: string
  inForce(): SettingsFile
  /** A file's settings as they would be in force here. */
  effective(file: SettingsFile): SettingsFile
  /** Settings that the environment sets whatever the file says: path to its name there. */
  setElsewhere: ReadonlyMap<string, string>
  read(): Promise<SettingsText>
}

/** What a desk is made of. */
export interface SettingsDeskOptions {
  path: string
  file: SettingsFile
  /** LATENESS, which overrides the file. */
  latenessMs: number
}

/** The desk at which the settings file is read. */
export function createSettingsDesk({ path, file, latenessMs }: SettingsDeskOptions): SettingsDesk {
  const effective = (given: SettingsFile): SettingsFile => ({
    ...given,
    correlation: { ...given.correlation, latenessMs },
  })
  const inForce = effective(file)
  return {
    name: path,
    inForce: () => inForce,
    effective,
    setElsewhere: new Map([['correlation.latenessMs', 'LATENESS']]),
    read: () => readText(path),
  }
}

async function readText(path: string): Promise<SettingsText> {
  try {
    const text = await readFile(path, 'utf8')
    return { exists: true, text, etag: etagOf(text) }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    return { exists: false, text: defaultSettingsText(), etag: 'none' }
  }
}

/** Names a text, so that whoever replaces it can say which one he read. */
export function etagOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
