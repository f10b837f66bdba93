import { deserialize, serialize } from 'node:v8'
import { readOlderState } from './older-states.ts'
import type { AlertNode, CorrelatorState, Detail, Parent, Point, ScopeState, Series } from './state.ts'
import { createAlert, createScope, createState, STATE_FORMAT } from './state.ts'

/**
 * A state as bytes: pieces one after another, each with its length (uint32, little-endian) before it, so that
 * neither writing nor reading holds up everything else. In a piece, what there are many of is lists of values
 * without their names.
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

type Values = unknown[]

/** Series or incidents in a piece: some milliseconds. */
const PER_PIECE = 500
const LENGTH_BYTES = 4

const ALERT = [
  'id',
  'fingerprint',
  'fingerprints',
  'start',
  'end',
  'acknowledged',
  'lastEventAt',
  'events',
  'detail',
  'severity',
  'sources',
  'entityId',
  'entity',
  'known',
  'chronic',
  'flapping',
  'calmAt',
  'holds',
  'suppression',
  'held',
  'best',
  'parent',
  'inRing',
  'runnerUp',
  'frozen',
  'incidentId',
  'emitted',
  'emittedIncident',
  'emittedReasons',
] as const satisfies readonly (keyof AlertNode)[]
const DETAIL = ALERT.indexOf('detail')

/** The pieces of a state, which must not change until the last one was made. */
export function* writePieces(state: CorrelatorState): Generator<Uint8Array> {
  yield* framed({ kind: 'head', format: state.format, settings: state.settings })
  for (const scope of state.scopes.values()) {
    const { series, alerts, incidents, ...rest } = scope
    yield* framed({ kind: 'scope', scope: rest })
    for (const some of portions(series.values())) {
      const packer = createPacker()
      yield* framed({ kind: 'series', series: some.map((one) => packer.series(one, alerts)) })
    }
    const loose = [...alerts.values()].filter(
      ({ id, fingerprint }) => !series.get(fingerprint)?.alertIds.includes(id),
    )
    yield* framed({ kind: 'loose', alerts: loose.map(createPacker().alert) })
    for (const some of portions(incidents)) yield* framed({ kind: 'incidents', incidents: new Map(some) })
    yield* framed({ kind: 'alerts', ids: [...alerts.keys()] })
  }
}

/**
 * Reads the pieces of a state one by one; what it returns in the end is the state, or undefined when another format
 * wrote it. Throws when the bytes are no such pieces.
 */
export function* readPieces(bytes: Uint8Array): Generator<void, CorrelatorState | undefined> {
  // What the serialiser wrote whole, before there were pieces, begins with its own mark.
  if (bytes[0] === 0xff) return readOlderState(bytes)
  const state = createState()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let scope = createScope('')
  let unordered = new Map<string, AlertNode>()
  for (let at = 0; at < bytes.length; yield) {
    const length = view.getUint32(at, true)
    const piece: Piece = deserialize(bytes.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + length))
    at += LENGTH_BYTES + length
    switch (piece.kind) {
      case 'head':
        if (piece.format !== STATE_FORMAT) return undefined
        state.settings = piece.settings
        break
      case 'scope':
        scope = { ...createScope(piece.scope.name), ...piece.scope }
        state.scopes.set(scope.name, scope)
        unordered = new Map()
        break
      case 'series': {
        const unpacker = createUnpacker()
        for (const values of piece.series) {
          const { series, alerts } = unpacker.series(values)
          scope.series.set(series.fingerprint, series)
          for (const alert of alerts) unordered.set(alert.id, alert)
        }
        break
      }
      case 'loose': {
        for (const alert of piece.alerts.map(createUnpacker().alert)) unordered.set(alert.id, alert)
        break
      }
      case 'incidents':
        for (const [id, incident] of piece.incidents) scope.incidents.set(id, incident)
        break
      case 'alerts':
        for (const id of piece.ids) {
          const alert = unordered.get(id)
          if (alert) scope.alerts.set(id, alert)
        }
    }
  }
  return state
}

function* framed(piece: Piece): Generator<Uint8Array> {
  const bytes = serialize(piece)
  const length = Buffer.allocUnsafe(LENGTH_BYTES)
  length.writeUInt32LE(bytes.length)
  yield length
  yield bytes
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

/** Turns things into lists of values; what is shared within a piece is the same list. */
function createPacker() {
  const details = new Map<Detail, Values>()
  const parents = new Map<Parent, Values>()
  const detail = (one: Detail) => {
    const { name, severity, source, summary, description, service, entity, labels, annotations, url } = one
    const known = details.get(one)
    const values = known ?? [
      name,
      severity,
      source,
      summary,
      description,
      service,
      entity,
      labels,
      annotations,
      url,
    ]
    details.set(one, values)
    return values
  }
  const parent = (one: Parent | undefined) => {
    if (!one) return undefined
    const reasons = one.reasons.map((reason) => [reason.kind, reason.with, reason.weight, reason.text])
    const values = parents.get(one) ?? [one.to, one.weight, reasons]
    parents.set(one, values)
    return values
  }
  const point = (one: Point) => {
    const { at, status, startsAt, endsAt, count, offsets, decided } = one
    return [at, status, startsAt, endsAt, count, offsets, decided, detail(one.detail)]
  }
  const alert = (one: AlertNode) =>
    ALERT.map((name) => {
      if (name === 'detail') return detail(one.detail)
      return name === 'best' || name === 'parent' ? parent(one[name]) : one[name]
    })
  return {
    alert,
    series(
      { fingerprint, condition, points, alertIds, firstSeen, starts }: Series,
      alerts: ScopeState['alerts'],
    ) {
      const begun = alertIds.map((id) => alerts.get(id)).filter((one) => one?.fingerprint === fingerprint)
      const packed = begun.filter((one) => one !== undefined).map(alert)
      return [fingerprint, condition, points.map(point), alertIds, firstSeen, starts, packed]
    },
  }
}

/** The way back. The casts are of values that the packer wrote in this order; the format's number vouches for it. */
function createUnpacker() {
  const details = new Map<Values, Detail>()
  const parents = new Map<Values, Parent>()
  const detail = (values: Values): Detail => {
    const known = details.get(values)
    if (known) return known
    const [name, severity, source, summary, description, service, entity, labels, annotations, url] = values
    const given = { summary, description, service, entity, url }
    const made = { name, severity, source, labels, annotations } as Detail
    for (const [key, value] of Object.entries(given))
      if (value !== undefined) Object.assign(made, { [key]: value })
    details.set(values, made)
    return made
  }
  const parent = (values: Values | undefined): Parent | undefined => {
    if (!values) return undefined
    const known = parents.get(values)
    if (known) return known
    const [to, weight, reasons] = values as [string, number, [string, string, number, string][]]
    const made = {
      to,
      weight,
      reasons: reasons.map(([kind, other, strength, text]) => ({
        kind,
        with: other,
        weight: strength,
        text,
      })),
    }
    parents.set(values, made)
    return made
  }
  const point = (values: Values): Point => {
    const [at, status, startsAt, endsAt, count, offsets, decided, said] = values
    const made = { at, status, count, offsets, detail: detail(said as Values) } as Point
    if (startsAt !== undefined) made.startsAt = startsAt as number
    if (endsAt !== undefined) made.endsAt = endsAt as number
    if (decided !== undefined) made.decided = decided as NonNullable<Point['decided']>
    return made
  }
  const alert = (values: Values): AlertNode => {
    const entries = ALERT.map((name, index) => {
      const value = values[index]
      if (name === 'detail') return [name, detail(value as Values)]
      return [name, name === 'best' || name === 'parent' ? parent(value as Values | undefined) : value]
    })
    const [id, fingerprint, , start] = values as [string, string, unknown, number]
    const said = detail(values[DETAIL] as Values)
    // Made as new alerts are, so that the engine treats both alike.
    return Object.assign(createAlert(id, fingerprint, start, said), Object.fromEntries(entries))
  }
  return {
    alert,
    series(values: Values): { series: Series; alerts: AlertNode[] } {
      const [fingerprint, condition, points, alertIds, firstSeen, starts, alerts] = values
      const series = {
        fingerprint,
        condition,
        points: (points as Values[]).map(point),
        alertIds,
        firstSeen,
        starts,
      }
      return { series: series as Series, alerts: (alerts as Values[]).map(alert) }
    },
  }
}

/** The bytes of a state, in one go. */
export function writeState(state: CorrelatorState): Uint8Array {
  return Buffer.concat([...writePieces(state)])
}

/** The state written in `bytes`, in one go; undefined when another format wrote it. */
export function readState(bytes: Uint8Array): CorrelatorState | undefined {
  const reading = readPieces(bytes)
  for (;;) {
    const { done, value } = reading.next()
    if (done) return value
  }
}
