import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { ENVIRONMENT } from '../../schema/settings/environment.ts'
import { requireTokens } from '../../server/api/middleware/authorise.ts'
import { requireEngines } from '../../server/settings/engines.ts'
import { type ProcessSettings, readSettings } from '../../server/settings/environment.ts'
import { startCommand } from '../support/start-command.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** The text of a file of the project, by its path below the root. Throws when it is not there. */
export function readText(path: string): string {
  return readFileSync(pathOf(path), 'utf8')
}

/** Where a file of the project is. */
export function pathOf(path: string): string {
  return join(ROOT, path)
}

/** What deployments repeat of package.json. */
export const PACKAGE = z
  .object({ name: z.string(), version: z.string() })
  .parse(JSON.parse(readText('package.json')))

/** What the image sets that is not a setting of ours. */
const OTHERS = ['NODE_ENV', ...Object.keys(startCommand().environment)]

/**
 * The settings that a process would have of this environment. Throws where it names what is no setting, and where the
 * process would not start with it.
 */
export function settingsOf(environment: Record<string, string>): ProcessSettings {
  const known = new Set([...ENVIRONMENT.map(({ name }) => name), ...OTHERS])
  const unknown = Object.keys(environment).filter((name) => !known.has(name))
  if (unknown.length > 0) throw new Error(`no such setting: ${unknown.join(', ')}`)
  const settings = readSettings([], environment)
  if (settings === 'help') throw new Error('the environment asks for help')
  requireTokens(settings.host, { ingest: settings.ingestToken, admin: settings.adminToken })
  requireEngines(settings)
  return settings
}

/** `NAME=value` lines, without comments. Throws on any other line. */
export function readEnvFile(path: string): Record<string, string> {
  const lines = readText(path).split('\n')
  const settings = lines.filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    settings.map((line) => {
      const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? []
      if (name === undefined || value === undefined) throw new Error(`${path}: not NAME=value: ${line}`)
      return [name, value]
    }),
  )
}

/** Whether an image is named with a whole version, as 4.3.1 or 24.21.0-bookworm-slim. */
export function isPinned(image: string): boolean {
  return /^[a-z0-9./-]+:\d+(\.\d+){2,3}(-[a-z0-9.-]+)?$/.test(image)
}
