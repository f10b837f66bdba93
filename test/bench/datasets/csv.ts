/** Rows of a CSV text with a header line, as objects; fields may be quoted, quotes in them are doubled. */
export function readCsv(text: string): Record<string, string>[] {
  const [header = [], ...rows] = lines(text)
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])))
}

function lines(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (quoted) {
      if (char !== '"') field += char
      else if (text[i + 1] === '"') field += text[i++]
      else quoted = false
    } else if (char === '"') quoted = true
    else if (char === ',' || char === '\n') {
      row.push(field)
      field = ''
      if (char === '\n') {
        rows.push(row)
        row = []
      }
    } else if (char !== '\r') field += char
  }
  if (field !== '' || row.length > 0) rows.push([...row, field])
  return rows
}
