import { ProblemError } from '../../schema/problem.ts'
import { isObject, PieceError, type Source, UnreadableLine } from '../sources/source.ts'
import { isPlainText } from './shape.ts'

/** A parsed body. Of a line-wise one, `lines` are the texts that its pieces were read from. */
export interface Payload {
  body: unknown
  lines?: string[]
  /** The text can hold no half character and no key `__proto__`. */
  isPlainText: boolean
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Checks that a content type is one that the source's route takes and whether it says "one record per line".
 * Throws ProblemError 415 otherwise.
 */
export function isLinewise(contentType: string | null, source: Source): boolean {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase())
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length)
  if (charset && !/^"?utf-?8"?$/.test(charset)) {
    throw new ProblemError(415, 'Unsupported character set', `"${charset}" is not understood; send UTF-8`)
  }
  if (type === '' || /^application\/([a-z0-9!#$&^_.+-]+\+)?json$/.test(type)) return false
  // Simple webhook senders (Amazon SNS is one) call JSON plain text.
  if (type === 'text/plain' && source.route.startsWith('/webhooks/')) return false
  if (source.linewise && /^application\/(x-)?(ndjson|jsonl|jsonlines)$/.test(type)) return true
  const expected = source.linewise ? 'application/json or application/x-ndjson' : 'application/json'
  throw new ProblemError(415, 'Unsupported content type', `send "content-type: ${expected}", not "${type}"`)
}

/**
 * Parses a body as JSON, or as one JSON value per line where the content type says so or the body looks like
 * it. Throws PieceError on what is neither, or is not UTF-8.
 */
export function parsePayload(bytes: Uint8Array, linewise: boolean, source: Source): Payload {
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    throw new PieceError([{ path: '', message: 'the body is not UTF-8' }])
  }
  if (text.trim() === '') throw new PieceError([{ path: '', message: 'the body is empty' }])
  if (linewise) return parseLines(text)
  try {
    return { body: JSON.parse(text), isPlainText: isPlainText(text) }
  } catch (error) {
    if (source.linewise && looksLinewise(text)) return parseLines(text)
    throw new PieceError([{ path: '', message: notJson(error) }])
  }
}

function looksLinewise(text: string): boolean {
  const [first = '', second] = text.trimStart().split('\n', 2)
  try {
    return second !== undefined && isObject(JSON.parse(first))
  } catch {
    return false
  }
}

function parseLines(text: string): Payload {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return { body: lines.map(parseLine), lines, isPlainText: isPlainText(text) }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    return new UnreadableLine(notJson(error))
  }
}

function notJson(error: unknown): string {
  return `not JSON: ${error instanceof Error ? error.message : String(error)}`
}
