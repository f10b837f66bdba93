import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { CorrelationSettings } from '../../schema/settings/correlation.ts'
import type { SettingsFile } from '../../schema/settings/file.ts'
import { within } from '../within.ts'
import { defaultSettingsText } from './default-text.ts'
import { saveText, whyNotWritable } from './save-text.ts'

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
  /** Why the file cannot be saved from here, in words; undefined when it can. */
  whyNotSaved(): Promise<string | undefined>
  /**
   * Replaces the text named by `etag`, keeping it as `.previous`, and lets its correlation settings come into force;
   * the others do so at the next start. False when the file is another by now. Rejects when it cannot be written.
   */
  save(text: string, file: SettingsFile, etag: string): Promise<boolean>
}

/** What a desk is made of. */
export interface SettingsDeskOptions {
  path: string
  file: SettingsFile
  /** LATENESS, which overrides the file. */
  latenessMs: number
  /** Every role runs in this process, so that this copy of the file is the only one. */
  alone: boolean
  /** Lets correlation settings come into force; resolves when they are. */
  apply: (correlation: CorrelationSettings) => Promise<void>
}

/** How long a save waits until its settings are in force. */
const PATIENCE_MS = 10_000

const APART =
  'Barograph runs as several processes, each with a copy of the file. Put this text where they are deployed from, and restart them.'

/** The desk at which the settings file is read and saved. */
export function createSettingsDesk({
  path,
  file,
  latenessMs,
  alone,
  apply,
}: SettingsDeskOptions): SettingsDesk {
  const effective = (given: SettingsFile): SettingsFile => ({
    ...given,
    correlation: { ...given.correlation, latenessMs },
  })
  let inForce = effective(file)
  /** One save at a time: the next one must see what the one before wrote. */
  let saving: Promise<unknown> = Promise.resolve()

  async function saveOver(text: string, said: SettingsFile, etag: string): Promise<boolean> {
    if ((await readText(path)).etag !== etag) return false
    await saveText(path, text)
    const { correlation } = effective(said)
    const applied = apply(correlation).then(() => {
      inForce = { ...inForce, correlation }
    })
    // It comes into force all the same; until then it is shown as waiting.
    await within(PATIENCE_MS, applied, undefined)
    return true
  }

  return {
    name: path,
    inForce: () => inForce,
    effective,
    setElsewhere: new Map([['correlation.latenessMs', 'LATENESS']]),
    read: () => readText(path),
    async whyNotSaved() {
      if (!alone) return APART
      const why = await whyNotWritable(path)
      return why && `${why}. Put this text where it comes from, and restart Barograph.`
    },
    save(text, said, etag) {
      const saved = saving.then(() => saveOver(text, said, etag))
      saving = saved.catch(() => undefined)
      return saved
    },
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

/** Names a text, so that whoever replaces it can say which one they read. */
export function etagOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
