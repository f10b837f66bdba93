import { type Document, isMap, isScalar, type Pair, parseDocument, type Scalar, type YAMLMap } from 'yaml'

/** A value of a single setting; undefined gives it its default again. */
export type EditedValue = string | number | undefined

/**
 * A settings file's text with one setting changed. Everything else stays as it is written, comments too, unless the
 * file is written in a way that leaves no other choice than to write it anew. Throws on what is no YAML.
 */
export function editSettingsText(text: string, path: string, value: EditedValue): string {
  const [section = '', name = ''] = path.split('.')
  const document = parseDocument(text)
  if (document.errors.length > 0) throw new Error('the text is not YAML')
  const edited =
    value === undefined
      ? withoutLine(document, text, [section, name])
      : (replaced(document, text, [section, name], value) ?? added(document, text, section, name, value))
  // Never hand out what does not say what was asked for.
  if (edited !== undefined && says(edited, [section, name], value)) return edited
  return rewritten(document, [section, name], value)
}

type Path = [section: string, name: string]

function replaced(document: Document, text: string, path: Path, value: string | number): string | undefined {
  const node = document.getIn(path, true)
  if (!isScalar(node) || !node.range || (node as Scalar).anchor !== undefined) return undefined
  const [from, to] = node.range
  return text.slice(0, from) + (from === to ? ` ${value}` : value) + text.slice(to)
}

function added(
  document: Document,
  text: string,
  section: string,
  name: string,
  value: string | number,
): string | undefined {
  const inside = document.get(section, true)
  if (isMap(inside) && inside.items.length > 0) {
    const first = startOf(inside.items[0])
    if (first === undefined) return undefined
    const line = text.lastIndexOf('\n', first - 1) + 1
    const indent = text.slice(line, first)
    // In a flow mapping, or behind a "- " or a tag, there is no line of its own.
    if (/^\s*$/.test(indent) && !inside.flow) {
      // Above the remarks that stand over the first setting, for they belong to it.
      const below = text.indexOf('\n', endOfKey(document, section)) + 1
      return `${text.slice(0, below)}${indent}${name}: ${value}\n${text.slice(below)}`
    }
    return inside.flow ? `${text.slice(0, first)}${name}: ${value}, ${text.slice(first)}` : undefined
  }
  if (document.has(section)) return undefined
  const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return `${ended}${section}:\n  ${name}: ${value}\n`
}

/** The text without the line on which the setting stands, if it has one to itself and is not the last of its section. */
function withoutLine(document: Document, text: string, [section, name]: Path): string | undefined {
  const inside = document.get(section, true)
  if (!isMap(inside) || inside.flow || inside.items.length < 2) return undefined
  const pair = (inside as YAMLMap<unknown, unknown>).items.find(
    ({ key }) => isScalar(key) && key.value === name,
  )
  const from = startOf(pair)
  const node = pair?.value
  if (from === undefined || !isScalar(node) || !node.range) return undefined
  const line = text.lastIndexOf('\n', from - 1) + 1
  const end = text.indexOf('\n', node.range[1])
  if (text.slice(line, from).trim() !== '') return undefined
  return text.slice(0, line) + (end < 0 ? '' : text.slice(end + 1))
}

/** Where the name of a section ends in the text. */
function endOfKey(document: Document, section: string): number {
  const pairs = isMap(document.contents) ? document.contents.items : []
  const key = pairs.find((pair) => isScalar(pair.key) && pair.key.value === section)?.key
  return (isScalar(key) && key.range?.[1]) || 0
}

function startOf(pair: Pair<unknown, unknown> | undefined): number | undefined {
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined
}

function says(text: string, path: Path, value: EditedValue): boolean {
  const document = parseDocument(text)
  return document.errors.length === 0 && document.getIn(path) === value
}

function rewritten(document: Document, path: Path, value: EditedValue): string {
  if (value === undefined) {
    if (document.hasIn(path)) document.deleteIn(path)
    const inside = document.get(path[0], true)
    if (isMap(inside) && inside.items.length === 0) document.delete(path[0])
  } else {
    const inside = document.get(path[0], true)
    if (!isMap(inside)) document.set(path[0], document.createNode({}))
    document.setIn(path, value)
  }
  if (isMap(document.contents) && document.contents.items.length === 0) {
    const { commentBefore } = document
    return commentBefore ? `${commentBefore.replace(/^/gm, '#')}\n` : ''
  }
  return document.toString({ lineWidth: 0 })
}
