/** A JSON value cut out of a stream, as text. */
export interface ValueText {
  /** Its place in the stream, from 1 on. */
  number: number
  text: string
  /** It is longer than is read; `text` is its beginning. */
  tooLong: boolean
}

/** Longest value that is kept, in UTF-16 units; a longer one is reported and skipped. */
const LONGEST = 16 * 1024 * 1024

const SPACE = /\s/

/**
 * Cuts a stream of JSON text into its values, holding no more than one of them: the elements of an array, or the
 * values that follow one another. What is between them and is no JSON becomes a value as well, for the reader to
 * refuse.
 */
export async function* jsonValues(
  chunks: AsyncIterable<string>,
  longest = LONGEST,
): AsyncGenerator<ValueText> {
  let number = 0
  let inArray: boolean | undefined
  let depth = 0
  let inString = false
  let escaped = false
  let held = ''
  let tooLong = false
  const cut = (): ValueText | undefined => {
    const text = held.trim()
    const long = tooLong
    held = ''
    tooLong = false
    return text === '' ? undefined : { number: ++number, text, tooLong: long }
  }
  const keep = (text: string) => {
    if (held.length + text.length > longest) tooLong = true
    else held += text
  }
  for await (const chunk of chunks) {
    let kept = 0
    for (let i = 0; i < chunk.length; i++) {
      const char = chunk[i] ?? ''
      if (inArray === undefined && !SPACE.test(char) && char !== '\ufeff') {
        inArray = char === '['
        if (inArray) {
          kept = i + 1
          continue
        }
      }
      if (inString) {
        inString = escaped || char !== '"'
        escaped = char === '\\' && !escaped
        continue
      }
      if (char === '"') inString = true
      else if (char === '{' || char === '[') depth++
      else if (char === '}' || char === ']') depth = Math.max(-1, depth - 1)
      const ends = depth === 0 && char === '}'
      const separates = depth <= 0 && (char === ',' || char === '\n' || (depth < 0 && char === ']'))
      if (!ends && !separates) continue
      keep(chunk.slice(kept, ends ? i + 1 : i))
      kept = i + 1
      const value = cut()
      if (value) yield value
      if (depth < 0) {
        depth = 0
        inArray = undefined
      }
    }
    keep(chunk.slice(kept))
  }
  const last = cut()
  if (last) yield last
}
