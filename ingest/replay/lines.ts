import type { ValueText } from './json-values.ts'

/** Longest line that is kept, in UTF-16 units; a longer one is reported and skipped. */
const LONGEST = 16 * 1024 * 1024

/** Cuts a stream of text into its lines, without the blank ones, holding no more than one of them. */
export async function* textLines(
  chunks: AsyncIterable<string>,
  longest = LONGEST,
): AsyncGenerator<ValueText> {
  let number = 0
  let held = ''
  let tooLong = false
  const keep = (text: string) => {
    if (held.length + text.length > longest) tooLong = true
    else held += text
  }
  const cut = (): ValueText => {
    const line = { number: ++number, text: held.replace(/^\ufeff/, '').trim(), tooLong }
    held = ''
    tooLong = false
    return line
  }
  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      keep(chunk.slice(from, end))
      from = end + 1
      const line = cut()
      if (line.text !== '' || line.tooLong) yield line
    }
    keep(chunk.slice(from))
  }
  const last = cut()
  if (last.text !== '' || last.tooLong) yield last
}
