import type { Matcher } from './matcher.ts'

/** A text that is no list of matchers: what is wrong with which part of it. */
export class MatcherSyntaxError extends Error {
  override readonly name = 'MatcherSyntaxError'
}

/**
 * Reads matchers as Alertmanager writes them: `{name="value", name=~"regex"}`, braces and quotes optional. Names in
 * classic syntax, then in UTF-8 syntax, are tried in that order. Whether names, values and regular expressions can be
 * used is not looked at. Throws MatcherSyntaxError.
 * Source: prometheus/alertmanager, matcher/compat (FallbackMatchersParser), pkg/labels/parse.go and matcher/parse.
 */
export function readMatchers(text: string): Matcher[] {
  try {
    return classicTokens(text).map(parseClassic)
  } catch (classicError) {
    try {
      return parseUtf8(text)
    } catch {
      throw classicError
    }
  }
}

/** Writes a matcher as Alertmanager does: `name=~"value"`, the name quoted where classic syntax needs it. */
export function formatMatcher({ name, value, isRegex, isEqual }: Matcher): string {
  const operator = isEqual ? (isRegex ? '=~' : '=') : isRegex ? '!~' : '!='
  return `${/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name) ? name : quote(name)}${operator}${quote(value)}`
}

function quote(text: string) {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`
}

/** Cuts at commas outside quotes; a blank last piece (a trailing comma) is dropped. */
function classicTokens(text: string): string[] {
  const inner = text.trim().replace(/^\{/, '').replace(/\}$/, '')
  const tokens: string[] = []
  let token = ''
  let quoted = false
  let escaped = false
  for (const char of inner) {
    if (char === ',' && !quoted) {
      tokens.push(token)
      token = ''
      continue
    }
    if (char === '"' && !escaped) quoted = !quoted
    escaped = char === '\\' && !escaped
    token += char
  }
  if (token.trim() !== '') tokens.push(token)
  return tokens
}

const CLASSIC = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|=|!=|!~)([\s\S]*)$/

function parseClassic(token: string): Matcher {
  const found = CLASSIC.exec(token)
  if (!found?.[1] || !found[2]) throw new MatcherSyntaxError(`bad matcher format: ${token.trim()}`)
  return toMatcher(found[1], found[2], classicValue((found[3] ?? '').trim(), token.trim()))
}

function classicValue(raw: string, token: string): string {
  const quoted = raw.startsWith('"')
  const characters = [...(quoted ? raw.slice(1) : raw)]
  let value = ''
  let closed = !quoted
  for (let i = 0; i < characters.length; i++) {
    const char = characters[i]
    const last = i === characters.length - 1
    if (char === '\\' && !last) {
      const escaped = characters[++i] ?? ''
      value += escaped === 'n' ? '\n' : escaped === '"' || escaped === '\\' ? escaped : `\\${escaped}`
    } else if (char === '"') {
      if (closed || !last)
        throw new MatcherSyntaxError(`matcher value contains unescaped double quote: ${token}`)
      closed = true
    } else value += char
  }
  if (!closed) throw new MatcherSyntaxError(`matcher value lacks its closing double quote: ${token}`)
  return value
}

/** A quoted text, or a word of characters that mean nothing in the syntax. */
const UTF8_WORD = /\s*("(?:[^"\\]|\\[\s\S])*"|[^\s{}!=~,\\"'`]+)\s*/y
const UTF8_OPERATOR = /=~|!~|!=|=/y

function parseUtf8(text: string): Matcher[] {
  const trimmed = text.trim()
  if (trimmed.startsWith('{') !== trimmed.endsWith('}')) throw new MatcherSyntaxError('a brace is missing')
  const inner = trimmed.startsWith('{') ? trimmed.slice(1, -1) : trimmed
  const matchers: Matcher[] = []
  let position = 0
  const take = (pattern: RegExp) => {
    pattern.lastIndex = position
    const found = pattern.exec(inner)
    if (!found) throw new MatcherSyntaxError(`unexpected character at ${position + 1}: ${text}`)
    position = pattern.lastIndex
    return found[1] ?? found[0]
  }
  while (inner.slice(position).trim() !== '') {
    if (matchers.length > 0) take(/\s*,\s*/y)
    if (inner.slice(position).trim() === '') break
    const name = unquote(take(UTF8_WORD))
    const operator = take(UTF8_OPERATOR)
    matchers.push(toMatcher(name, operator, unquote(take(UTF8_WORD))))
  }
  return matchers
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\' }

/** Reads a quoted text; its numeric escapes (\x, \u) are so rare in matchers that they are refused. */
function unquote(word: string): string {
  if (!word.startsWith('"')) return word
  return word.slice(1, -1).replace(/\\([\s\S])/g, (written, char: string) => {
    const meant = ESCAPES[char]
    if (meant === undefined) throw new MatcherSyntaxError(`unknown escape ${written} in ${word}`)
    return meant
  })
}

function toMatcher(name: string, operator: string, value: string): Matcher {
  return { name, value, isRegex: operator.endsWith('~'), isEqual: operator.startsWith('=') }
}
