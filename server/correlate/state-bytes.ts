import { deserialize, serialize } from 'node:v8'
import { isWithoutOwners, scopeWithLessons, withOwners } from './older-states.ts'
import type { AlertNode, CorrelatorState, ScopeState } from './state.ts'
import { createScope, createState, STATE_FORMAT } from './state.ts'
import { createPacker, createUnpacker, type Values } from './state-values.ts'

/**
 * A state in pieces, so that neither writing nor reading holds up everything else. In a piece, what there are many of
 * is lists of values without their names.
 */
type Piece =
  | { kind: 'head'; format: number; settings: number | undefined }
  | { kind: 'scope'; scope: Omit<ScopeState, 'series' | 'alerts' | 'incidents'> }
  /** Series, each with the alerts that its fingerprint began. */
  | { kind: 'series'; series: Values[] }
  | { kind: 'incidents'; incidents: ScopeState['incidents'] }
  /** Alerts that no series names. */
  | { kind: 'loose'; alerts: Values[] }
  /** The order of the scope's alerts. */
  | { kind: 'alerts'; ids: string[] }

/** Series or incidents in a piece: some milliseconds. */
const PER_PIECE = 500
const FIRST_IN_PIECES = 4

/** The pieces of a state, which must not change until the last one was made. */
export function* writePieces(state: CorrelatorState): Generator<Uint8Array> {
  yield packed({ kind: 'head', format: state.format, settings: state.settings })
  for (const scope of state.scopes.values()) {
    const { series, alerts, incidents, ...rest } = scope
    yield packed({ kind: 'scope', scope: rest })
    for (const some of portions(series.values())) {
      const packer = createPacker()
      yield packed({ kind: 'series', series: some.map((one) => packer.series(one, alerts)) })
    }
    const loose = [...alerts.values()].filter(
      ({ id, fingerprint }) => !series.get(fingerprint)?.alertIds.includes(id),
    )
    yield packed({ kind: 'loose', alerts: loose.map(createPacker().alert) })
    for (const some of portions(incidents)) yield packed({ kind: 'incidents', incidents: new Map(some) })
    yield packed({ kind: 'alerts', ids: [...alerts.keys()] })
  }
}

/**
 * Reads the pieces of a state one by one; what it returns in the end is the state, or undefined when another format
 * wrote it. Throws when these are no such pieces.
 */
export function* readPieces(pieces: Iterable<Uint8Array>): Generator<void, CorrelatorState | undefined> {
  const state = createState()
  let scope = createScope('')
  let unordered = new Map<string, AlertNode>()
  let format = STATE_FORMAT
  const texts = new Map<string, string>()
  const same = (text: string) => {
    const known = texts.get(text)
    if (known === undefined) texts.set(text, text)
    return known ?? text
  }
  for (const bytes of pieces) {
    const piece: Piece = deserialize(bytes)
    switch (piece.kind) {
      case 'head':
        if (!isReadable(piece.format)) return undefined
        format = piece.format
        state.settings = piece.settings
        break
      case 'scope':
        scope = scopeWithLessons({ ...createScope(piece.scope.name), ...piece.scope })
        state.scopes.set(scope.name, scope)
        unordered = new Map()
        break
      case 'series': {
        const unpacker = createUnpacker(format, same)
        for (const values of piece.series) {
          const { series, alerts } = unpacker.series(values)
          scope.series.set(series.fingerprint, series)
          for (const alert of alerts) unordered.set(alert.id, alert)
        }
        break
      }
      case 'loose':
        for (const alert of piece.alerts.map(createUnpacker(format, same).alert))
          unordered.set(alert.id, alert)
        break
      case 'incidents':
        for (const [id, incident] of piece.incidents)
          scope.incidents.set(id, isWithoutOwners(format) ? withOwners(incident, scope.clock) : incident)
        break
      case 'alerts':
        for (const id of piece.ids) {
          const alert = unordered.get(id)
          if (alert) scope.alerts.set(id, alert)
        }
    }
    yield
  }
  return state
}

/** Formats that are written in pieces. */
function isReadable(format: number): boolean {
  return format >= FIRST_IN_PIECES && format <= STATE_FORMAT
}

function packed(piece: Piece): Uint8Array {
  return serialize(piece)
}

function* portions<T>(items: Iterable<T>): Generator<T[]> {
  let portion: T[] = []
  for (const item of items) {
    portion.push(item)
    if (portion.length < PER_PIECE) continue
    yield portion
    portion = []
  }
  if (portion.length > 0) yield portion
}
