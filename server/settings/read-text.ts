import { LineCounter, type Node, parseDocument } from 'yaml'
import { genericSource, MappingError } from '../../ingest/sources/generic.ts'
import { type SettingsFile, settingsFile } from '../../schema/settings/file.ts'
import { ruleFault } from '../correlate/recurrence-rule.ts'

/** Something about one place of a settings file: which field, by its path, and in which line (from 1). */
export interface SettingsNote {
  path: string
  message: string
  line?: number
}

/** A settings file as read. Without `file` it cannot be used, and `faults` say why. */
export interface ReadSettings {
  file?: SettingsFile
  faults: SettingsNote[]
  /** Fields that mean nothing here; they are passed over. */
  ignored: SettingsNote[]
}

type Path = readonly PropertyKey[]

const MAX_NOTES = 50

/** Reads a settings file's text (YAML), naming every faulty field with its line. Never throws. */
export function readSettingsText(text: string): ReadSettings {
  const lines = new LineCounter()
  const document = parse(text, lines)
  if ('fault' in document) return { faults: [{ path: '', message: document.fault }], ignored: [] }
  const lineOf = (path: Path): { line?: number } => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as Node | undefined
      if (node?.range) return { line: lines.linePos(node.range[0]).line }
    }
    return {}
  }
  if (document.errors.length > 0) {
    const faults = document.errors.slice(0, MAX_NOTES).map(({ message, pos }) => ({
      path: '',
      message: `not YAML: ${message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? ''}`,
      line: lines.linePos(pos[0]).line,
    }))
    return { faults, ignored: [] }
  }
  const value = jsonOf(document)
  if ('fault' in value) return { faults: [{ path: '', message: value.fault }], ignored: [] }
  const note = (path: Path, message: string): SettingsNote => ({
    path: path.map(String).join('.'),
    message,
    ...lineOf(path),
  })
  const result = settingsFile.safeParse(value.json)
  if (!result.success) {
    const faults = result.error.issues.slice(0, MAX_NOTES).map((issue) => {
      // Zod names the object that has too much; people look for what is too much.
      if (issue.code !== 'unrecognized_keys') return note(issue.path, issue.message)
      const [key] = issue.keys
      return note([...issue.path, ...(key === undefined ? [] : [key])], 'there is no such setting')
    })
    return { faults, ignored: [] }
  }
  const faults = furtherFaults(result.data).map(([path, message]) => note(path, message))
  const ignored = unheard(value.json, result.data).map((path) => note(path, 'there is no such setting'))
  return { ...(faults.length === 0 && { file: result.data }), faults, ignored: ignored.slice(0, MAX_NOTES) }
}

function parse(text: string, lineCounter: LineCounter) {
  try {
    return parseDocument(text, { lineCounter })
  } catch (error) {
    return { fault: `not YAML: ${reason(error)}` }
  }
}

/** Aliases that multiply without end, for one, are found only now. */
function jsonOf(document: { toJS(): unknown }): { json: unknown } | { fault: string } {
  try {
    return { json: document.toJS() ?? {} }
  } catch (error) {
    return { fault: `not YAML: ${reason(error)}` }
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** What the shapes do not tell: recurrence rules and the expressions of mappings. */
function furtherFaults({ correlation, mappings }: SettingsFile): [Path, string][] {
  const calendars = correlation.calendars.flatMap(({ rrule }, index): [Path, string][] => {
    const fault = rrule === undefined ? undefined : ruleFault(rrule)
    return fault ? [[['correlation', 'calendars', index, 'rrule'], fault]] : []
  })
  const expressions = Object.entries(mappings).flatMap(([name, mapping]): [Path, string][] => {
    try {
      genericSource(name, mapping)
      return []
    } catch (error) {
      if (!(error instanceof MappingError)) throw error
      return error.errors.map(({ path, message }) => {
        // The name of a field may have dots: `entity.name`.
        const field = path.startsWith('fields.') ? ['fields', path.slice('fields.'.length)] : [path]
        return [['mappings', name, ...field], message]
      })
    }
  })
  return [...calendars, ...expressions]
}

/** Paths of what was given and did not become part of the settings. */
function unheard(given: unknown, taken: unknown, path: Path = []): Path[] {
  if (Array.isArray(given) && Array.isArray(taken)) {
    return given.flatMap((one, index) => unheard(one, taken[index], [...path, index]))
  }
  if (typeof given !== 'object' || given === null || typeof taken !== 'object' || taken === null) return []
  return Object.entries(given).flatMap(([name, member]) => {
    const at = [...path, name]
    return name in taken ? unheard(member, taken[name as keyof typeof taken], at) : [at]
  })
}
