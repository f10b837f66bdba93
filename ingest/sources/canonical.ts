import { isObject, PieceError, type Source, UnreadableLine, wholeBody } from './source.ts'

/** Barograph's own records: one object, a list of them, or one per line. */
function canonical(kind: Source['kind'], route: string, cut: Source['cut']): Source {
  return { name: 'canonical', route, kind, answers: 'barograph', linewise: true, cut, map: (piece) => piece }
}

const oneOrMany: Source['cut'] = (body) =>
  Array.isArray(body) ? { pieces: body, envelope: {}, alone: (piece) => piece } : wholeBody(body)

/** Canonical alert events. */
export const canonicalAlerts = canonical('alert', '/api/v1/alerts', oneOrMany)

/** Canonical changes. */
export const canonicalChanges = canonical('change', '/api/v1/changes', oneOrMany)

/**
 * Canonical topology. With `replace` all pieces become one, because what a source says anew replaces all that
 * it said before: it is taken as a whole or not at all.
 */
export const canonicalTopology = canonical('topology', '/api/v1/topology', (body, replace) =>
  replace === undefined ? oneOrMany(body) : wholeBody(merged(Array.isArray(body) ? body : [body], replace)),
)

function merged(pieces: readonly unknown[], replace: string) {
  const scopes = new Set<unknown>()
  const nodes: unknown[] = []
  const edges: unknown[] = []
  pieces.forEach((piece, index) => {
    if (piece instanceof UnreadableLine) throw new PieceError([{ path: `${index}`, message: piece.message }])
    if (!isObject(piece)) throw new PieceError([{ path: `${index}`, message: 'expected an object' }])
    scopes.add(piece['scope'])
    collect(piece['nodes'], nodes, `${index}.nodes`)
    collect(piece['edges'], edges, `${index}.edges`)
  })
  if (scopes.size > 1) {
    throw new PieceError([
      { path: 'scope', message: 'one request with ?replace= can speak of one scope only' },
    ])
  }
  const [scope] = scopes
  return { ...(scope !== undefined && { scope }), nodes, edges, replace }
}

function collect(from: unknown, into: unknown[], path: string) {
  if (from === undefined) return
  if (!Array.isArray(from)) throw new PieceError([{ path, message: 'expected a list' }])
  for (const item of from) into.push(item)
}
