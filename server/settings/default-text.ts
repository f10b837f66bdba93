import { stringify } from 'yaml'
import { settingsFile } from '../../schema/settings/file.ts'

/** A settings file that says nothing: every single setting with its default, as comments. */
export function defaultSettingsText(): string {
  const { correlation, mappings: _none, ...rest } = settingsFile.parse({})
  const { inhibit: _rules, calendars: _calendars, entityLabels: _labels, ...single } = correlation
  const lines = stringify({ correlation: single, ...rest })
    .trimEnd()
    .split('\n')
  return [
    '# The settings file. It says only what differs from the defaults, which are:',
    ...lines.map((line) => `# ${line}`),
    '',
  ].join('\n')
}
