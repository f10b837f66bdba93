import { isObject } from '../sources/source.ts'
import { sameToken } from './same-token.ts'

/** Takes the place of a token in what is kept. */
const HIDDEN = 'INGEST_TOKEN'

/**
 * Looks for the senders' token in the member `member` of a JSON object, where a protocol leaves no other place for
 * it. `bytes` is the body without it, for what was sent may be kept and shown.
 */
export function tokenInBody(
  bytes: Buffer,
  member: string,
  token: string,
): { isGiven: boolean; bytes: Buffer } {
  const text = bytes.toString()
  const body = parsedOrUndefined(text)
  const value = isObject(body) ? body[member] : undefined
  if (isObject(body) && typeof value === 'string' && sameToken(value, token)) {
    return { isGiven: true, bytes: Buffer.from(JSON.stringify({ ...body, [member]: HIDDEN })) }
  }
  const isUnreadable = body === undefined && text.includes(token)
  return { isGiven: false, bytes: isUnreadable ? Buffer.from(text.replaceAll(token, HIDDEN)) : bytes }
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
