import type { Entity } from '../../../schema/entity.ts'
import { type Severity, severityRank, worseSeverity } from '../../../schema/severity.ts'
import { compareAlerts, hashQuickly } from '../identity.ts'
import type { AlertNode } from '../state.ts'

/** What one entity shows in an incident. */
export interface Symptoms {
  id: string
  entity: Entity
  first: number
  alerts: number
  severity: Severity
  /** Its first alert, or a worse one that began soon after. */
  head: AlertNode
  /** When each of its alerts, by name, first began; of very many the earliest. */
  names: readonly FiringName[]
  /** See shapeOf; undefined until somebody asks. */
  shape: number | undefined
}

/** An alert's name and when it first began on a thing. */
export interface FiringName {
  name: string
  first: number
}

/** So many different alerts of one thing are looked at. */
const MOST_NAMES = 64

/** A worse alert stands for its entity when it began less than this after the first. */
const HEAD_WITHIN_MS = 60_000

/** The symptoms of one entity by its alerts, at least one; undefined when they name none. */
export function symptomsOf(alerts: readonly AlertNode[]): Symptoms | undefined {
  let first: AlertNode | undefined
  let severity: Severity = 'info'
  for (const alert of alerts) {
    if (!first || compareAlerts(alert, first) < 0) first = alert
    severity = worseSeverity(severity, alert.severity)
  }
  if (!first || first.entityId === undefined || !first.entity) return undefined
  let head = first
  for (const alert of alerts) head = headOf(head, alert, first.start)
  const { entityId: id, entity, start } = first
  const names = namesOf(alerts)
  return { id, entity, first: start, alerts: alerts.length, severity, head, names, shape: undefined }
}

/** The symptoms with an alert that began later; undefined where they must be worked out anew. */
export function withAlert(symptoms: Symptoms, alert: AlertNode): Symptoms | undefined {
  const { first, names } = symptoms
  if (alert.start <= first || names.length === MOST_NAMES) return undefined
  const { name } = alert.detail
  const known = names.find((one) => one.name === name)
  const isFirst = !known || alert.start < known.first
  const others = names.filter((one) => one !== known)
  return {
    ...symptoms,
    alerts: symptoms.alerts + 1,
    severity: worseSeverity(symptoms.severity, alert.severity),
    head: headOf(symptoms.head, alert, first),
    names: isFirst ? [...others, { name, first: alert.start }].sort(compareNames) : names,
    shape: undefined,
  }
}

/** So many different shapes: two of them add up to an exact number. */
const SHAPES = 2 ** 52

/** A number that follows from what these things show: the same symptoms, the same number, in whatever order. */
export function shapeOf(symptoms: Iterable<Symptoms>): number {
  let sum = 0
  for (const one of symptoms) {
    one.shape ??= shapeOfOne(one)
    sum = (sum + one.shape) % SHAPES
  }
  return sum
}

function shapeOfOne({ id, first, alerts, severity, head, names }: Symptoms): number {
  const { name, summary, service } = head.detail
  const said = [id, first, alerts, severity, head.id, name, summary, service, names]
  return hashQuickly(JSON.stringify(said)) % SHAPES
}

function headOf(head: AlertNode, alert: AlertNode, first: number): AlertNode {
  if (alert.start - first >= HEAD_WITHIN_MS) return head
  const worse = severityRank(alert.severity) - severityRank(head.severity)
  return worse > 0 || (worse === 0 && compareAlerts(alert, head) < 0) ? alert : head
}

function compareNames(a: FiringName, b: FiringName): number {
  return a.first - b.first || (a.name < b.name ? -1 : 1)
}

function namesOf(alerts: readonly AlertNode[]): FiringName[] {
  const firsts = new Map<string, number>()
  for (const { detail, start } of alerts) {
    const known = firsts.get(detail.name)
    if (known === undefined || start < known) firsts.set(detail.name, start)
  }
  const names = [...firsts].map(([name, first]) => ({ name, first }))
  return names.sort(compareNames).slice(0, MOST_NAMES)
}
