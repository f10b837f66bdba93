/** What is being written at a place of a text of matchers, and which part of the text a completion replaces. */
export type Place =
  | { kind: 'name'; typed: string; from: number; to: number }
  | { kind: 'operator'; from: number; to: number }
  | { kind: 'value'; label: string; isRegex: boolean; typed: string; from: number; to: number }
  | { kind: 'end'; from: number; to: number }

const MATCHER = /^(\s*)("(?:[^"\\]|\\.)*"?|[^\s=!~,"]*)(\s*)(=~|!=|!~|=|!)?(\s*)([\s\S]*)$/

/** What is being written at `caret`: a name, the operator after it, a value, or nothing after a whole matcher. */
export function placeAt(text: string, caret: number): Place {
  const start = startOfMatcher(text, caret)
  const before = text.slice(start, caret)
  const [, blank = '', name = '', gap = '', operator, , value = ''] = MATCHER.exec(before) ?? []
  const end = endOfPiece(text, caret)
  if (operator === undefined || operator === '!') {
    if (gap !== '' || operator === '!')
      return { kind: 'operator', from: caret - (operator?.length ?? 0), to: caret }
    return { kind: 'name', typed: unquoted(name), from: start + blank.length, to: end }
  }
  const from = caret - value.length
  if (/^"(?:[^"\\]|\\.)*"\s*$/.test(value)) return { kind: 'end', from: caret, to: caret }
  const isRegex = operator.includes('~')
  return { kind: 'value', label: unquoted(name), isRegex, typed: unquoted(value), from, to: end }
}

/** Where the matcher begins in which `caret` stands: after the last comma outside quotes, or a brace at the start. */
function startOfMatcher(text: string, caret: number): number {
  let start = /^\s*\{?/.exec(text.slice(0, caret))?.[0].length ?? 0
  let quoted = false
  for (let at = start; at < caret; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') quoted = !quoted
    else if (text[at] === ',' && !quoted) start = at + 1
  }
  return Math.min(start, caret)
}

/** Where the name or value ends in which `caret` stands. */
function endOfPiece(text: string, caret: number): number {
  const rest = /^[^\s=!~,"}]*"?/.exec(text.slice(caret))?.[0] ?? ''
  return caret + rest.length
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1).replace(/"$/, '').replace(/\\(.)/g, '$1') : text
}

/** A text with what stands at a place replaced, and where the caret is then. */
export function complete(text: string, place: Place, choice: string): { text: string; caret: number } {
  const head = text.slice(0, place.from) + written(place, choice)
  return { text: head + text.slice(place.to), caret: head.length }
}

function written(place: Place, choice: string): string {
  if (place.kind === 'value')
    return quoted(place.isRegex ? choice.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : choice)
  if (place.kind === 'name') return `${/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(choice) ? choice : quoted(choice)}=`
  return choice
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`
}
