import { type Evidence, evidence } from './group/evidence.ts'
import { type KeptEvidence, keepEvidence } from './group/kept-evidence.ts'
import { isInLists, isInWords, parentInWords, type RunnerUpInWords, runnerUpInWords } from './older-states.ts'
import { sharedDetail } from './shared.ts'
import {
  type AlertNode,
  createAlert,
  type Detail,
  NO_OFFSETS,
  type Parent,
  type Point,
  type RunnerUp,
  type ScopeState,
  type Series,
} from './state.ts'

/** A thing as a list of the values of its fields in a fixed order, without their names. */
export type Values = unknown[]

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
  'entityBy',
] as const satisfies readonly (keyof AlertNode)[]
const DETAIL = ALERT.indexOf('detail')

/** Turns things into lists of values; what is shared within a piece is the same list. */
export function createPacker() {
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
    const values = parents.get(one) ?? [one.to, one.start, one.weight, one.found]
    parents.set(one, values)
    return values
  }
  const point = (one: Point) => {
    const { at, status, startsAt, endsAt, count, offsets, decided } = one
    return [at, status, startsAt, endsAt, count, offsets, decided, detail(one.detail)]
  }
  const alert = (one: AlertNode) =>
    ALERT.map((name) => {
      switch (name) {
        case 'detail':
          return detail(one.detail)
        case 'best':
        case 'parent':
          return parent(one[name])
        case 'runnerUp':
          return runnerUpValues(one.runnerUp)
        default:
          return one[name]
      }
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

function evidenceValues({ kind, weight, about, count, via, text }: Evidence): Values {
  return text === undefined ? [kind, weight, about, count, via] : [kind, weight, about, count, via, text]
}

function runnerUpValues(one: RunnerUp | undefined): Values | undefined {
  return one && [one.to, one.start, one.weight, one.found && evidenceValues(one.found)]
}

type EvidenceValues = [Evidence['kind'], number, string, number, string, string?]
type ParentValues = [string, number, number, KeptEvidence]
/** As format 5 had them. */
type ParentValuesInLists = [string, number, number, EvidenceValues[]]
type RunnerUpValues = [string, number, number, EvidenceValues | undefined]
/** As formats before had them. */
type ParentValuesInWords = [string, number, [Evidence['kind'], string, number, string][]]

/**
 * The way back, of one piece. `same` gives for a text the same one each time, so that an id that is in many places
 * takes memory once. The casts are of values that the packer wrote in this order; the format's number vouches for it.
 */
export function createUnpacker(format: number, same: (text: string) => string) {
  const details = new Map<Values, Detail>()
  const parents = new Map<Values, Parent>()
  const detail = (values: Values): Detail => {
    const known = details.get(values)
    if (known) return known
    const [name, severity, source, summary, description, service, entity, labels, annotations, url] = values
    const said = { name, severity, source, summary, description, service, entity, labels, annotations, url }
    const made = sharedDetail(said as Detail)
    details.set(values, made)
    return made
  }
  const parent = (values: Values | undefined): Parent | undefined => {
    if (!values) return undefined
    const known = parents.get(values)
    if (known) return known
    const made = readParent(format, values, same)
    made.to = same(made.to)
    parents.set(values, made)
    return made
  }
  const runnerUp = (value: unknown): RunnerUp | undefined => {
    if (value === undefined) return undefined
    if (isInWords(format)) return runnerUpInWords(value as RunnerUpInWords)
    const [to, start, weight, found] = value as RunnerUpValues
    return { to: same(to), start, weight, found: found && evidenceOf(found) }
  }
  const point = (values: Values): Point => {
    const [at, status, startsAt, endsAt, count, offsets, decided, said] = values
    const kept = (offsets as number[]).length === 0 ? NO_OFFSETS : offsets
    return {
      at,
      status,
      startsAt,
      endsAt,
      count,
      offsets: kept,
      decided,
      detail: detail(said as Values),
    } as Point
  }
  const alert = (values: Values): AlertNode => {
    const entries = ALERT.map((name, index) => {
      const value = values[index]
      switch (name) {
        case 'detail':
          return [name, detail(value as Values)]
        case 'best':
        case 'parent':
          return [name, parent(value as Values | undefined)]
        case 'runnerUp':
          return [name, runnerUp(value)]
        case 'fingerprints':
        case 'sources':
          return [name, (value as string[]).map(same)]
        default:
          return [name, typeof value === 'string' ? same(value) : value]
      }
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
        fingerprint: same(fingerprint as string),
        condition: same(condition as string),
        points: (points as Values[]).map(point),
        alertIds: (alertIds as string[]).map(same),
        firstSeen,
        starts,
      }
      return { series: series as Series, alerts: (alerts as Values[]).map(alert) }
    },
  }
}

function readParent(format: number, values: Values, same: (text: string) => string): Parent {
  if (isInWords(format)) return readWords(values)
  if (isInLists(format)) return readLists(values)
  const [to, start, weight, found] = values as ParentValues
  return { to, start, weight, found: found.map((value) => (typeof value === 'string' ? same(value) : value)) }
}

function readLists(values: Values): Parent {
  const [to, start, weight, found] = values as ParentValuesInLists
  return { to, start, weight, found: keepEvidence(found.map(evidenceOf)) }
}

function readWords(values: Values): Parent {
  const [to, weight, reasons] = values as ParentValuesInWords
  return parentInWords({
    to,
    weight,
    reasons: reasons.map(([kind, , strength, text]) => ({ kind, weight: strength, text })),
  })
}

function evidenceOf([kind, weight, about, count, via, text]: EvidenceValues): Evidence {
  const made = evidence(kind, weight, about, count, via)
  return text === undefined ? made : { ...made, text }
}
