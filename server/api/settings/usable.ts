import { ProblemError } from '../../../schema/problem.ts'
import type { SettingsFile } from '../../../schema/settings/file.ts'
import type { ReadSettings } from '../../settings/read-text.ts'

/** The settings of a file without faults, which came in `field`. Throws ProblemError naming every faulty place. */
export function usable({ file, faults }: ReadSettings, field = 'text'): SettingsFile {
  if (file) return file
  const errors = faults.map(({ path, ...fault }) => ({ path: path || field, ...fault }))
  const [first] = errors
  throw new ProblemError(400, 'Invalid settings', first && `${first.path}: ${first.message}`, { errors })
}
